"""Which providers there are on this machine: vendors that have a key first, local engines last.

Adapters are imported when they are built, so that nothing is loaded that is not used.
"""

from importlib import import_module
from typing import Any

from pydantic import SecretStr

from providers.catalog import VENDORS, Vendor
from providers.errors import Unavailable
from providers.policy import Config, ModelPolicy
from providers.ports import Provider
from studio.settings import Settings


def build_providers(settings: Settings, config: Config | None = None) -> tuple[Provider, ...]:
    """All providers that these settings turn on, in the order in which they are preferred."""
    config = config or Config()
    vendors = [_vendor(v, settings, config) for v in VENDORS.values() if not why_off(v, settings, config)]
    return (*_models(settings, config), *vendors, *_engines(settings))


def why_off(vendor: Vendor, settings: Settings, config: Config) -> str:
    """Why a vendor cannot be used here; empty when it can."""
    if not config.provider(vendor.name).on:
        return "switched off in providers.yaml"
    if not _secret(settings, (vendor.key, *vendor.other_keys)).get_secret_value():
        return f"no key: set {vendor.key}"
    return ""


def _vendor(vendor: Vendor, settings: Settings, config: Config) -> Provider:
    policy = config.provider(vendor.name)
    options: dict[str, Any] = dict(policy.options)
    url = policy.base_url or settings.variable(vendor.url).get_secret_value()
    if url:
        options["base_url"] = url
    if vendor.webhook and (secret := settings.variable(vendor.webhook)).get_secret_value():
        options["webhook_secret"] = secret
    try:
        cls = getattr(import_module(f"providers.adapters.{vendor.module}"), vendor.cls)
        found: Provider = cls(_secret(settings, (vendor.key, *vendor.other_keys)), **options)
    except (TypeError, ValueError) as error:
        raise Unavailable(
            f"{vendor.name} cannot be set up: {error}", "check its options in providers.yaml"
        ) from error
    return found


def _secret(settings: Settings, names: tuple[str, ...]) -> SecretStr:
    found = (settings.variable(name) for name in names)
    return next((secret for secret in found if secret.get_secret_value()), SecretStr(""))


def _models(settings: Settings, config: Config) -> tuple[Provider, ...]:
    """The language models of the settings, then those of `providers.yaml`."""
    if not settings.model and not config.models:
        return ()
    from providers.adapters.litellm import LiteLLM

    seconds = settings.model_timeout_seconds
    first = ModelPolicy(name="litellm", model=settings.model, base_url=settings.model_base_url)
    keys = {"litellm": settings.model_api_key}
    return tuple(
        LiteLLM(
            m.model,
            image_model=m.image_model,
            base_url=m.base_url,
            api_key=keys.get(m.name) or settings.variable(m.key),
            timeout_seconds=seconds,
            name=m.name,
        )
        for m in ((first,) if settings.model else ()) + config.models
    )


def _engines(settings: Settings) -> tuple[Provider, ...]:
    """What runs on this machine, for nothing."""
    from providers.adapters.drawn import Drawn
    from providers.adapters.espeak import Espeak
    from providers.adapters.kokoro import Kokoro
    from providers.adapters.music_pack import MusicPack

    return (Kokoro(settings.home, threads=settings.voice_threads), Espeak(), Drawn(), MusicPack())
