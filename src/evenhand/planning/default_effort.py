"""How much deterministic work is spent where nobody says how much (see `evenhand.planning.budget.Budget`)."""

PLAN = 20.0
EXPEDITE = 60.0
