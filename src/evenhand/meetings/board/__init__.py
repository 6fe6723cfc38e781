"""The boards of the huddles: what their columns are filled with, from the data."""
