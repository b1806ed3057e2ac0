"""Assets to a finished vertical video."""
