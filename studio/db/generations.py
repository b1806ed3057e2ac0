"""Tables: generations."""
