"""The apps used at fal: what each takes, in which sizes, and what it is billed as."""

from typing import Any

from providers import clips
from providers.requests import AvatarRequest, ImageRequest, Request, VideoRequest

WORDS_APP = "fal-ai/wan-25-preview/text-to-video"
FRAME_APP = "fal-ai/wan-25-preview/image-to-video"
IMAGE_APP = "fal-ai/flux/schnell"
AVATAR_APP = "fal-ai/bytedance/omnihuman/v1.5"
APPS = (WORDS_APP, FRAME_APP, IMAGE_APP, AVATAR_APP)
SECONDS = (5, 10)
PROMPT_CHARACTERS = 800
MOST_PICTURES = 4
SPEECH_SECONDS = 60.0
"""Most of a speech at 720p."""
FILE_BYTES = 10_000_000
"""Larger files are not sent as data URIs."""
SIZES = {"9:16": "portrait_16_9", "1:1": "square_hd", "16:9": "landscape_16_9"}
"""Each within one megapixel, which is what a picture is billed as."""


def refusal(request: Request) -> str:
    """Why no app can meet this request; empty when one can."""
    if isinstance(request, ImageRequest):
        return "" if request.count <= MOST_PICTURES else f"draws {MOST_PICTURES} pictures at most"
    if isinstance(request, AvatarRequest):
        if request.image is None or request.audio is None:
            return "needs a portrait and the speech as audio"
        long = request.timing.seconds > SPEECH_SECONDS
        return f"performs {SPEECH_SECONDS:.0f} seconds at most" if long else ""
    assert isinstance(request, VideoRequest)
    if clips.round_up(request.seconds, SECONDS) is None:
        return f"makes {SECONDS[-1]} seconds at most"
    fits = 0 < len(request.prompt) <= PROMPT_CHARACTERS
    return "" if fits else f"takes prompts of 1 to {PROMPT_CHARACTERS} characters"


def app(request: Request) -> str:
    """The app that does it."""
    if isinstance(request, VideoRequest):
        return FRAME_APP if request.image else WORDS_APP
    return AVATAR_APP if isinstance(request, AvatarRequest) else IMAGE_APP


def key(request: Request) -> str:
    """Its key of the price book: clips have one for each resolution."""
    return f"{app(request)}@{request.resolution}" if isinstance(request, VideoRequest) else app(request)


def amount(request: Request) -> float:
    """What it is expected to be billed as."""
    if isinstance(request, ImageRequest):
        return request.count
    if isinstance(request, AvatarRequest):
        return request.timing.seconds
    assert isinstance(request, VideoRequest)
    return clips.round_up(request.seconds, SECONDS) or SECONDS[-1]


async def body(request: Request) -> dict[str, Any]:
    """The app's input; files on this disk become data URIs."""
    if isinstance(request, AvatarRequest):
        assert request.image is not None and request.audio is not None
        image = await clips.address(request.image, vendor="fal", limit=FILE_BYTES)
        audio = await clips.address(request.audio, vendor="fal", limit=FILE_BYTES)
        return {"image_url": image, "audio_url": audio, "resolution": "720p"}
    assert isinstance(request, ImageRequest | VideoRequest)
    given: dict[str, Any] = {"prompt": request.prompt, "seed": request.seed % (1 << 31)}
    if isinstance(request, ImageRequest):
        return {**given, "image_size": SIZES[request.aspect], "num_images": request.count, "output_format": "png"}
    given |= {"resolution": request.resolution, "duration": str(amount(request))}
    if request.image is None:
        return {**given, "aspect_ratio": request.aspect}
    return {**given, "image_url": await clips.address(request.image, vendor="fal", limit=FILE_BYTES)}
