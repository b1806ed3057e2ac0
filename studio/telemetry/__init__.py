"""Logs and measurements."""
