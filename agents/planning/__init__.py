"""From a typed reading to a checked graph of tool calls."""
