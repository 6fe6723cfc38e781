"""What all pages share: the frame, components, static files, error pages, search, Today."""
