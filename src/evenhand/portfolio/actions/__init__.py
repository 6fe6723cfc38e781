"""All that is done with the portfolio. Each action: permission, transaction, change, trail."""
