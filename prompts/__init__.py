"""Words for models, and their loader."""
