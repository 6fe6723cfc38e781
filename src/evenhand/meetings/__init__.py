"""Huddles and the weekly production meeting, which ends with decisions."""
