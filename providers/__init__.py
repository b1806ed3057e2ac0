"""Which vendor or local engine does a task."""
