"""Measures: pure functions. Where a run-time validator measures the same thing, it is called, not written again."""
