"""Matters, and what becomes of them: tiers and clocks, notices, who does what by when."""
