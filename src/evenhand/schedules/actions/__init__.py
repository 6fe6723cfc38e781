"""All that is done with runs, drafts and revisions. Each: permission, transaction, change, trail."""
