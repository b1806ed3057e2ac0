"""One module per vendor or local engine; they do not know each other."""
