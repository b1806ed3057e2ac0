"""Who decides: brief reader, planner, writer."""
