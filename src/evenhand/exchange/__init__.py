"""File formats: one file a format in, one out. Everything read becomes a `Problem`; everything unreadable one clear message."""
