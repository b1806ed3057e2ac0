"""Tables: accounts, workspaces, members and their keys."""
