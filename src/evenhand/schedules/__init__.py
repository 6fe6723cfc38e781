"""Schedules: plan runs, drafts, published revisions and expedite requests; and the one place where rows become a problem."""
