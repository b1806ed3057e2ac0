"""Tables: what runs are charged."""
