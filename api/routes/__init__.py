"""One file a noun; each makes its router from what it is handed."""
