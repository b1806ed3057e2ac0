"""Which providers there are on this machine: one function, one list, vendors first, local engines last."""

from providers.adapters.drawn import Drawn
from providers.adapters.espeak import Espeak
from providers.adapters.kokoro import Kokoro
from providers.adapters.litellm import LiteLLM
from providers.adapters.music_pack import MusicPack
from providers.ports import Provider
from studio.settings import Settings


def build_providers(settings: Settings) -> tuple[Provider, ...]:
    """All providers these settings turn on, in the order in which they are preferred."""
    vendors: list[Provider] = []
    if settings.model:
        vendors.append(
            LiteLLM(
                settings.model,
                base_url=settings.model_base_url,
                api_key=settings.model_api_key.get_secret_value(),
                timeout_seconds=settings.model_timeout_seconds,
            )
        )
    engines: list[Provider] = [
        Kokoro(settings.home, threads=settings.voice_threads),
        Espeak(),
        Drawn(),
        MusicPack(),
    ]
    return (*vendors, *engines)
