"""All that is done with the plant. Each action: permission, transaction, change, trail."""
