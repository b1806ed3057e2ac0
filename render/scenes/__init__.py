"""Scripts, captions and presenters compiled to timeline layers."""
