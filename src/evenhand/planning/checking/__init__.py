"""What the checks stand on: what a violation is, and the plan's assignments put beside their activities and units.

Used by `evenhand.planning.checks` alone; nothing here is shared with the solver but the problem and plan types.
"""
