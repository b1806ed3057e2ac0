"""The presenter that is drawn: speech times become mouth shapes, blinks and head motion. Needs no model."""

from providers.adapters.drawn.adapter import Drawn

__all__ = ["Drawn"]
