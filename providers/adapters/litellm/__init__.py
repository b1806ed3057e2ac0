"""Language models and pictures through LiteLLM."""

from providers.adapters.litellm.adapter import LiteLLM

__all__ = ["LiteLLM"]
