"""Painters: each draws one kind of layer on a planar picture."""
