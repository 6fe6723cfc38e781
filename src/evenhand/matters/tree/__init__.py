"""The decision tree, as data. Pure: no Django, no files, no clock."""
