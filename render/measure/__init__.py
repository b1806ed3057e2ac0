"""Measurements on finished pieces: pure functions that give numbers, never verdicts.

streams: what the file holds · picture: black and frozen stretches · speech: captions against the
voice · zones: what lies under a platform's buttons · words: what is said · likeness: how like two
pieces are. Verdicts are in `tools/gates.py`.
"""
