"""Vendors whose messages are taken in, by the name in their address; `providers/catalog.py` tells who they are."""

SENDERS = frozenset({"did", "elevenlabs", "fal", "hedra", "heygen", "replicate", "tavus"})
