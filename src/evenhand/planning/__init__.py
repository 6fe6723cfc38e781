"""The planning engine: pure functions on immutable problems and plans.

No Django, no files, no clock. Times are integer slots, spans are half-open ``[start, end)``.
"""
