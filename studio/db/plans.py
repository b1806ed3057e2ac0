"""Tables: versions of plans."""
