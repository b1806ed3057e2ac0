"""Every vendor there is an adapter for: where its class lies, and the variables that turn it on. Facts only."""

from collections.abc import Mapping
from dataclasses import dataclass

from providers.tasks import Task


@dataclass(frozen=True)
class Vendor:
    """A vendor, as far as it is known without loading its adapter."""

    name: str
    title: str
    module: str
    cls: str
    tasks: tuple[Task, ...]
    key: str
    """The environment variable of its key."""
    keys_page: str
    """Where a person gets one."""
    url: str = ""
    """The environment variable of another base address; empty when there is none."""
    webhook: str = ""
    """The environment variable of the secret its messages are signed with."""
    other_keys: tuple[str, ...] = ()
    """Other names people use for the same key."""


def _vendor(
    name: str, title: str, cls: str, tasks: tuple[Task, ...], key: str, page: str, **more: str | tuple[str, ...]
) -> Vendor:
    stem = name.upper().replace("-", "_")
    return Vendor(name, title, name, cls, tasks, key, page, url=f"{stem}_BASE_URL", **more)  # type: ignore[arg-type]


VENDORS: Mapping[str, Vendor] = {
    v.name: v
    for v in (
        _vendor(
            "elevenlabs",
            "ElevenLabs",
            "ElevenLabs",
            ("speech", "voice_clone", "voice_enroll"),
            "ELEVENLABS_API_KEY",
            "https://elevenlabs.io/app/settings/api-keys",
            webhook="ELEVENLABS_WEBHOOK_SECRET",
            other_keys=("ELEVEN_API_KEY", "XI_API_KEY"),
        ),
        _vendor(
            "cartesia",
            "Cartesia",
            "Cartesia",
            ("speech", "voice_clone", "voice_enroll"),
            "CARTESIA_API_KEY",
            "https://play.cartesia.ai/keys",
        ),
        _vendor(
            "fish",
            "Fish Audio",
            "Fish",
            ("speech", "voice_clone", "voice_enroll"),
            "FISH_API_KEY",
            "https://fish.audio/app/api-keys",
            other_keys=("FISH_AUDIO_API_KEY",),
        ),
        _vendor(
            "openai",
            "OpenAI",
            "OpenAI",
            ("speech", "image", "voice_clone", "voice_enroll"),
            "OPENAI_API_KEY",
            "https://platform.openai.com/api-keys",
        ),
        _vendor(
            "heygen",
            "HeyGen",
            "HeyGen",
            ("avatar", "voice_enroll"),
            "HEYGEN_API_KEY",
            "https://app.heygen.com/settings",
        ),
        _vendor(
            "hedra",
            "Hedra",
            "Hedra",
            ("avatar",),
            "HEDRA_API_KEY",
            "https://www.hedra.com/api-profile",
        ),
        _vendor("did", "D-ID", "DID", ("avatar",), "DID_API_KEY", "https://studio.d-id.com/account-settings"),
        _vendor("tavus", "Tavus", "Tavus", ("avatar",), "TAVUS_API_KEY", "https://platform.tavus.io/api-keys"),
        _vendor(
            "runway",
            "Runway",
            "Runway",
            ("video", "avatar"),
            "RUNWAYML_API_SECRET",
            "https://dev.runwayml.com",
            other_keys=("RUNWAY_API_KEY",),
        ),
        _vendor(
            "veo",
            "Google Veo",
            "Veo",
            ("video",),
            "GEMINI_API_KEY",
            "https://aistudio.google.com/apikey",
            other_keys=("GOOGLE_API_KEY",),
        ),
        _vendor(
            "replicate",
            "Replicate",
            "Replicate",
            ("video", "image"),
            "REPLICATE_API_TOKEN",
            "https://replicate.com/account/api-tokens",
            webhook="REPLICATE_WEBHOOK_SECRET",
        ),
        _vendor(
            "fal",
            "fal",
            "Fal",
            ("video", "image", "avatar"),
            "FAL_KEY",
            "https://fal.ai/dashboard/keys",
        ),
        _vendor("pexels", "Pexels", "Pexels", ("media",), "PEXELS_API_KEY", "https://www.pexels.com/api/new"),
        _vendor("pixabay", "Pixabay", "Pixabay", ("media",), "PIXABAY_API_KEY", "https://pixabay.com/api/docs"),
    )
}

GONE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "playht": ("PlayHT closed on 31 December 2025", ("cartesia", "fish")),
}
"""Vendors that are no more, and who does the same."""


def absent(name: str) -> str:
    """Why a provider that was named is not here, and what to do about it."""
    if name in GONE:
        what, others = GONE[name]
        return f"{what}; {' and '.join(others)} do the same"
    if name in VENDORS:
        return f"it is not set up here: set {VENDORS[name].key}"
    return "there is no such provider"
