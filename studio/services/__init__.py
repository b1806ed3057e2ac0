"""Rules over repositories and storage."""
