"""Matters: what went wrong or may, its clocks, its assessment, who pays, and what was decided."""
