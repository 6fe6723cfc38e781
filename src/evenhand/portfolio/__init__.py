"""The portfolio: sponsors, products, projects, activities, promises, budgets and what really happened."""
