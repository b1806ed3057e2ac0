"""Tables: assets of workspaces, consents, brands, posts."""
