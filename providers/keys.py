"""All secrets the settings hold, so that they can be kept out of what is written."""

from collections.abc import Iterator

from pydantic import SecretStr

from providers.catalog import VENDORS
from providers.policy import Config
from studio.settings import Settings

MODEL_KEYS = (
    "ANTHROPIC_API_KEY",
    "AZURE_API_KEY",
    "COHERE_API_KEY",
    "DEEPSEEK_API_KEY",
    "GROQ_API_KEY",
    "MISTRAL_API_KEY",
    "OPENROUTER_API_KEY",
    "PERPLEXITYAI_API_KEY",
    "TOGETHERAI_API_KEY",
    "XAI_API_KEY",
)
"""Variables in which LiteLLM itself looks for the key of a language model, besides those of our vendors."""


def secrets(settings: Settings, config: Config | None = None) -> Iterator[SecretStr]:
    """Every key and webhook secret that is set."""
    own = [name for v in VENDORS.values() for name in (v.key, *v.other_keys, v.webhook)]
    more = [model.key for model in config.models] if config else []
    for name in dict.fromkeys((*own, *more, *MODEL_KEYS)):
        if name and (found := settings.variable(name)).get_secret_value():
            yield found
    if settings.model_api_key.get_secret_value():
        yield settings.model_api_key
