"""The default voice: Kokoro-82M in a child process."""

from providers.adapters.kokoro.adapter import Kokoro

__all__ = ["Kokoro"]
