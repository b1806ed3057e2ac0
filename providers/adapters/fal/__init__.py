"""fal."""

from providers.adapters.fal.adapter import AppPrice, Fal

__all__ = ["AppPrice", "Fal"]
