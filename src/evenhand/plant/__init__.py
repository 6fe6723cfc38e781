"""The plant: its site and clock, what works there and when, changeovers, and what management can add."""
