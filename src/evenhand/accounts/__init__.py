"""Accounts: people, their roles, log-in, joiners and leavers."""
