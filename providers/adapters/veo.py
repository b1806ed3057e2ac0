"""Veo through the Gemini API: clips with sound from words or a first picture. Long jobs, billed by the second."""

import re
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from providers import clips, media_in
from providers.errors import Auth, BadOutput, ProviderError, RateLimited, Unsupported
from providers.http import VendorHttp
from providers.jobs import JobRef, JobStatus
from providers.ports import Capabilities, Forecast, Provider
from providers.requests import Request, Result, VideoRequest, VideoResult
from providers.tasks import Task
from providers.usage import used

if TYPE_CHECKING:
    import httpx

URL = "https://generativelanguage.googleapis.com/v1beta"
MODEL = "veo-3.1-fast-generate-preview"
SECONDS: Mapping[str, Sequence[int]] = {"720p": (4, 6, 8), "1080p": (8,)}
PICTURE_BYTES = 14_000_000
"""What fits into a request of 20 MB as base64."""
OPERATION = re.compile(r"models/[\w.-]+/operations/[\w.-]+")
INVALID_ARGUMENT = 3
"""google.rpc.Code."""


class Veo(Provider):
    """`POST /models/{model}:predictLongRunning`, `GET /{operation}`; unit: second of a clip that was made.

    Only clips that come out are billed. A start has no idempotency key, a job cannot be cancelled, and the Gemini
    API takes no seed. The price book has a key of its own for 1080p: `{model}@1080p`.
    """

    name = "veo"
    capabilities = Capabilities(
        tasks=frozenset({"video"}),
        jobs=frozenset({"video"}),
        regions=frozenset({"global"}),
        quality=0.95,
        models={"video": MODEL},
    )
    poll_seconds = 10.0

    def __init__(
        self, key: SecretStr, *, base_url: str = URL, timeout_seconds: float = 60.0, model: str = MODEL
    ) -> None:
        """Take the API key.

        Args:
            key: GEMINI_API_KEY.
            base_url: The address of the API, with its version.
            timeout_seconds: For one answer.
            model: Another Veo 3.1: `veo-3.1-generate-preview` or `veo-3.1-lite-generate-preview`.
        """
        self._model = model
        headers = {"x-goog-api-key": key.get_secret_value()}
        self._http = _Http(self.name, base_url, secrets=(key,), headers=headers, timeout=timeout_seconds)

    def refusal(self, task: Task, request: Request) -> str:
        """Why this request cannot be met here."""
        if found := super().refusal(task, request):
            return found
        assert isinstance(request, VideoRequest)
        if request.aspect == "1:1":
            return "makes no 1:1 clip"
        if not request.prompt.strip():
            return "needs a prompt"
        if request.image and request.image.path is None:
            return "needs the picture itself, not an address"
        return "" if _seconds(request) else "makes 8 seconds at most"

    def estimate(self, task: Task, request: Request) -> Forecast:
        """Seconds of the clip, and how long it takes: one to three minutes in most cases."""
        assert isinstance(request, VideoRequest)
        return Forecast(used("second", _seconds(request) or 8), 90.0, self._key(request))

    async def start(
        self, task: Task, request: Request, *, idempotency_key: str, webhook_url: str | None = None
    ) -> JobRef:
        """Submit a clip. There are no webhooks."""
        if said := self.refusal(task, request):
            raise Unsupported(f"veo {said}")
        assert isinstance(request, VideoRequest)
        body = await _body(request)
        answer = await self._http.json("POST", f"/models/{self._model}:predictLongRunning", json=body)
        return JobRef(
            provider=self.name,
            task=task,
            id=_operation(clips.text(answer, "name", self.name)),
            model=self._key(request),
            started_at=time.time(),
            idempotency_key=idempotency_key,
            data={"seconds": body["parameters"]["durationSeconds"]},
        )

    async def status(self, ref: JobRef) -> JobStatus:
        """How an operation stands; the Gemini API tells no progress."""
        found = clips.mapping(await self._http.json("GET", f"/{_operation(ref.id)}"), self.name)
        if not found.get("done"):
            return JobStatus(state="running")
        if error := found.get("error"):
            return _failed(clips.mapping(error, self.name))
        return _done(clips.mapping(found.get("response") or {}, self.name), ref)

    async def fetch(self, ref: JobRef, status: JobStatus) -> Result:
        """Download the clip, with the key where it lies at the vendor's own host."""
        url = clips.text(status.output, "url", self.name)
        file = await self._http.download(url, accept="video/", suffix=".mp4", keyed=True)
        return VideoResult(video=file, seconds=float(ref.data["seconds"]), usage=status.usage, model=ref.model)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    def _key(self, request: VideoRequest) -> str:
        return f"{self._model}@1080p" if _resolution(request) == "1080p" else self._model


class _Http(VendorHttp):
    """Gemini says two things in its own way: a bad key is a 400, and how long to wait stands in the body."""

    def error(self, response: "httpx.Response") -> ProviderError:
        found = super().error(response)
        if response.status_code == 400 and "API_KEY_INVALID" in response.text:
            return Auth(found.message, "check the key; `studio providers` names its variable")
        if isinstance(found, RateLimited) and found.retry_after is None:
            found.retry_after = _retry_delay(response.text)
        return found


def _retry_delay(body: str) -> float | None:
    """Seconds of google.rpc.RetryInfo: `"retryDelay": "34.07s"`."""
    found = re.search(r'"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"', body)
    return float(found[1]) if found else None


def _resolution(request: VideoRequest) -> str:
    return "1080p" if request.resolution == "1080p" else "720p"


def _seconds(request: VideoRequest) -> int | None:
    return clips.round_up(request.seconds, SECONDS[_resolution(request)])


async def _body(request: VideoRequest) -> dict[str, Any]:
    instance: dict[str, Any] = {"prompt": request.prompt}
    if request.image:
        picture = await media_in.read(request.image, vendor="veo", limit=PICTURE_BYTES)
        encoded = picture.data_uri.partition(",")[2]
        instance["image"] = {"bytesBase64Encoded": encoded, "mimeType": picture.media_type}
    parameters = {
        "aspectRatio": request.aspect,
        "resolution": _resolution(request),
        "durationSeconds": _seconds(request),
    }
    return {"instances": [instance], "parameters": parameters}


def _operation(name: str) -> str:
    """The name of an operation, which becomes part of an address."""
    if not OPERATION.fullmatch(name):
        raise BadOutput(f"veo named its operation {name[:80]!r}")
    return name


def _failed(error: Mapping[str, Any]) -> JobStatus:
    """An operation's google.rpc.Status; prompts that break the rules come back as INVALID_ARGUMENT."""
    said = str(error.get("message") or "")
    broken = error.get("code") == INVALID_ARGUMENT and re.search(
        r"usage guidelines|responsible ai|safety", said, re.I
    )
    return JobStatus(state="failed", error=said or "no reason given", error_kind="rejected" if broken else "failed")


def _done(response: Mapping[str, Any], ref: JobRef) -> JobStatus:
    made = clips.mapping(response.get("generateVideoResponse") or {}, "veo")
    samples = made.get("generatedSamples") or ()
    if samples:
        url = clips.text(clips.mapping(samples[0], "veo").get("video"), "uri", "veo")
        usage = used("second", ref.data["seconds"])
        return JobStatus(state="succeeded", progress=1.0, output={"url": url}, usage=usage)
    if reasons := made.get("raiMediaFilteredReasons"):
        return JobStatus(state="failed", error="; ".join(map(str, reasons)), error_kind="rejected")
    return JobStatus(state="failed", error="it ended without a clip")
