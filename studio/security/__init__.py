"""What keeps strangers out: addresses, uploads, and who may do what."""
