"""Pexels: free stock photographs and footage, the same terms for all of it."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from pydantic import SecretStr

from providers.errors import BadOutput
from providers.http import VendorHttp
from providers.ports import Capabilities, Forecast, Provider
from providers.requests import MediaRequest, MediaResult, Request
from providers.stock import ENOUGH, RATIOS, Found, Rendition, collect
from providers.tasks import Task
from providers.usage import used

URL = "https://api.pexels.com"
LICENCE = "Pexels License, https://www.pexels.com/license/"
MOST_HITS = 80
"""The most a page may hold."""
ORIENTATIONS = {"9:16": "portrait", "1:1": "square", "16:9": "landscape"}
LOCALES = (
    *("en-US", "pt-BR", "es-ES", "ca-ES", "de-DE", "it-IT", "fr-FR", "sv-SE", "id-ID", "pl-PL", "ja-JP", "zh-CN"),
    *("zh-TW", "ko-KR", "th-TH", "nl-NL", "hu-HU", "vi-VN", "cs-CZ", "da-DK", "fi-FI", "uk-UA", "el-GR", "ro-RO"),
    *("nb-NO", "sk-SK", "tr-TR", "ru-RU"),
)
"""Languages it can be searched in, from its API documentation."""


class Pexels(Provider):
    """`GET /v1/search` for photographs, `GET /videos/search` for footage; billed by the call, which is free.

    200 calls an hour and 20,000 a month; downloads do not count.
    """

    name: ClassVar[str] = "pexels"
    capabilities: ClassVar[Capabilities] = Capabilities(
        tasks=frozenset({"media"}), regions=frozenset({"us"}), quality=0.7, models={"media": "search"}
    )

    def __init__(self, key: SecretStr, *, base_url: str = URL, timeout_seconds: float = 60.0) -> None:
        self._http = VendorHttp(
            self.name,
            base_url,
            secrets=(key,),
            headers={"authorization": key.get_secret_value()},
            timeout=timeout_seconds,
        )

    async def search_media(self, request: MediaRequest) -> MediaResult:
        """Search, and download the best file of each hit.

        Raises:
            Unsupported: Nothing fits.
        """
        path = "/videos/search" if request.kind == "video" else "/v1/search"
        answer = await self._http.json("GET", path, params=_question(request))
        try:
            found = list(_videos(answer) if request.kind == "video" else _photos(answer, RATIOS[request.aspect]))
        except (KeyError, TypeError, AttributeError) as error:
            raise BadOutput(f"pexels sent hits of another form ({error!r})") from None
        return await collect(self._http, request, found, LICENCE)

    def estimate(self, task: Task, request: Request) -> Forecast:
        """One call."""
        return Forecast(usage=used("call", 1), seconds=5.0)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()


def _question(request: MediaRequest) -> dict[str, Any]:
    """`size=small` asks for 4 megapixels or HD at least."""
    question: dict[str, Any] = {
        "query": request.query,
        "orientation": ORIENTATIONS[request.aspect],
        "size": "small",
        "per_page": min(MOST_HITS, max(15, request.count * 3)),
    }
    locale = _locale(request.language)
    return {**question, "locale": locale} if locale else question


def _locale(language: str) -> str | None:
    if language in LOCALES:
        return language
    return next((known for known in LOCALES if known.split("-")[0] == language.split("-")[0]), None)


def _videos(answer: Mapping[str, Any]) -> Iterator[Found]:
    for video in answer["videos"]:
        files = tuple(
            Rendition(file["link"], file["width"], file["height"], file["file_type"])
            for file in video["video_files"]
            if file.get("width") and file.get("height") and file.get("file_type") == "video/mp4"
        )
        yield Found(files, video["user"]["name"], video["url"], float(video["duration"]))


def _photos(answer: Mapping[str, Any], ratio: float) -> Iterator[Found]:
    for photo in answer["photos"]:
        yield Found((_scaled(photo, ratio),), photo["photographer"], photo["url"])


def _scaled(photo: Mapping[str, Any], ratio: float) -> Rendition:
    """The original, made as small as covers the piece: originals have up to a hundred megapixels."""
    width, height, original = photo["width"], photo["height"], photo["src"]["original"]
    wide, high = (ENOUGH * max(1.0, ratio), ENOUGH * max(1.0, 1 / ratio))
    scale = max(wide / width, high / height)
    if scale >= 1:
        return Rendition(original, width, height, "image/jpeg")
    smaller = math.ceil(width * scale), math.ceil(height * scale)
    url = f"{original}?auto=compress&cs=tinysrgb&w={smaller[0]}&h={smaller[1]}"
    return Rendition(url, *smaller, "image/jpeg")
