"""Evenhand: one plan for all of a contract manufacturer's projects, by the same rules."""
