"""Pixabay: free stock photographs and footage."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import SecretStr

from providers.errors import Auth, BadOutput, ProviderError, RateLimited
from providers.http import HINTS, VendorHttp
from providers.ports import Capabilities, Forecast, Provider
from providers.requests import MediaRequest, MediaResult, Request
from providers.stock import LEAST, RATIOS, Found, Rendition, collect
from providers.tasks import Task
from providers.usage import used

if TYPE_CHECKING:
    import httpx

URL = "https://pixabay.com/api"
LICENCE = "Pixabay Content License, https://pixabay.com/service/license-summary/"
LONGEST_QUERY = 100
LARGE = 1280
"""`largeImageURL` fits a square of this side."""
ORIENTATIONS = {"9:16": "vertical", "1:1": "all", "16:9": "horizontal"}
LANGUAGES = (
    *("cs", "da", "de", "en", "es", "fr", "id", "it", "hu", "nl", "no", "pl", "pt"),
    *("ro", "sk", "fi", "sv", "tr", "vi", "th", "bg", "ru", "el", "ja", "ko", "zh"),
)
"""Languages it can be searched in, from its API documentation."""


class Pixabay(Provider):
    """`GET /api/` for photographs, `GET /api/videos/` for footage; billed by the call, which is free.

    100 calls a minute. Its terms want answers cached for 24 hours, which the router's cache does, and files
    downloaded instead of linked. The key is part of the query, so addresses are never told.
    """

    name: ClassVar[str] = "pixabay"
    capabilities: ClassVar[Capabilities] = Capabilities(
        tasks=frozenset({"media"}), regions=frozenset({"eu"}), quality=0.5, models={"media": "search"}
    )

    def __init__(self, key: SecretStr, *, base_url: str = URL, timeout_seconds: float = 60.0) -> None:
        self._key = key
        self._http = _Http(self.name, base_url, secrets=(key,), timeout=timeout_seconds)

    async def search_media(self, request: MediaRequest) -> MediaResult:
        """Search, and download the best file of each hit.

        Footage cannot be searched by orientation: of many hits the upright ones are taken first.

        Raises:
            Unsupported: Nothing fits.
        """
        path = "/videos/" if request.kind == "video" else "/"
        question = {"key": self._key.get_secret_value(), **_question(request)}
        answer = await self._http.json("GET", path, params=question)
        try:
            found = list(_videos(answer) if request.kind == "video" else _photos(answer))
        except (KeyError, TypeError, AttributeError) as error:
            raise BadOutput(f"pixabay sent hits of another form ({error!r})") from None
        return await collect(self._http, request, found, LICENCE)

    def estimate(self, task: Task, request: Request) -> Forecast:
        """One call."""
        return Forecast(usage=used("call", 1), seconds=5.0)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()


class _Http(VendorHttp):
    """Pixabay says 400 in plain text for a wrong key, and tells in a header of its own when a limit ends."""

    def error(self, response: "httpx.Response") -> ProviderError:
        """The error a refused request stands for."""
        error = super().error(response)
        if response.status_code == 400 and "api key" in response.text.lower():
            return Auth(error.message, HINTS[Auth])
        if isinstance(error, RateLimited) and error.retry_after is None:
            reset = response.headers.get("x-ratelimit-reset", "")
            error.retry_after = float(reset) if reset.isdigit() else None
        return error


def _question(request: MediaRequest) -> dict[str, Any]:
    question: dict[str, Any] = {"q": _short(request.query), "safesearch": "true"}
    language = request.language.split("-")[0]
    if language in LANGUAGES:
        question["lang"] = language
    if request.kind == "video":
        return {**question, "per_page": 100}
    ratio = RATIOS[request.aspect]
    return {
        **question,
        "image_type": "photo",
        "orientation": ORIENTATIONS[request.aspect],
        "min_width": round(LEAST * max(1.0, ratio)),
        "min_height": round(LEAST * max(1.0, 1 / ratio)),
        "per_page": min(200, max(20, request.count * 3)),
    }


def _short(query: str) -> str:
    if len(query) <= LONGEST_QUERY:
        return query
    head = query[: LONGEST_QUERY + 1]
    return head.rsplit(" ", 1)[0] if " " in head else query[:LONGEST_QUERY]


def _videos(answer: Mapping[str, Any]) -> Iterator[Found]:
    """A size that was never made has an empty address."""
    for video in answer["hits"]:
        files = tuple(
            Rendition(file["url"], file["width"], file["height"], "video/mp4")
            for file in video["videos"].values()
            if file.get("url") and file.get("width") and file.get("height")
        )
        yield Found(files, video["user"], video["pageURL"], float(video["duration"]))


def _photos(answer: Mapping[str, Any]) -> Iterator[Found]:
    for photo in answer["hits"]:
        scale = min(1.0, LARGE / max(photo["imageWidth"], photo["imageHeight"]))
        size = round(photo["imageWidth"] * scale), round(photo["imageHeight"] * scale)
        yield Found((Rendition(photo["largeImageURL"], *size, "image/jpeg"),), photo["user"], photo["pageURL"])
