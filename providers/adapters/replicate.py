"""Replicate: clips by Seedance 1 Lite and pictures by FLUX schnell, two of its official models.

Their inputs are documented at replicate.com/{owner}/{name}/api.
"""

import asyncio
import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic import SecretStr

from providers import clips, media_in, webhooks
from providers.errors import BadOutput, ProviderError, RateLimited, Unsupported, unbilled
from providers.http import VendorHttp
from providers.jobs import ENDED, JobRef, JobState, JobStatus, WebhookEvent
from providers.ports import Capabilities, Forecast, Provider, job_error
from providers.requests import ImageRequest, ImageResult, MediaFile, Request, Result, VideoRequest, VideoResult
from providers.tasks import Task
from providers.usage import Usage, used

if TYPE_CHECKING:
    import httpx

NO_SECRET = SecretStr("")
URL = "https://api.replicate.com/v1"
VIDEO_MODEL = "bytedance/seedance-1-lite"
IMAGE_MODEL = "black-forest-labs/flux-schnell"
SECONDS = range(2, 13)
MOST_PICTURES = 4
SMALL_BYTES = 256 * 1024
"""Up to here files go as data URIs, larger ones are uploaded: its own advice."""
LONGEST_WAIT = 60
"""Seconds for which it holds a request open."""
STATES: Mapping[str, JobState] = {
    "starting": "queued",
    "processing": "running",
    "succeeded": "succeeded",
    "failed": "failed",
    "canceled": "cancelled",
    "aborted": "cancelled",
}
REJECTED = re.compile(r"NSFW|E005|flagged as sensitive|content policy|moderation", re.IGNORECASE)
"""How these models word it; a prediction has no code for it."""


class Replicate(Provider):
    """`POST /models/{owner}/{name}/predictions`; unit: second of the clip made, image.

    Only what comes out is billed. A start has no idempotency key, so each prediction ends itself after a deadline.
    A clip that starts from a picture has the picture's shape. The price book has a key for each resolution:
    `{model}@720p`.
    """

    name = "replicate"
    capabilities = Capabilities(
        tasks=frozenset({"video", "image"}),
        jobs=frozenset({"video"}),
        cancels=True,
        bills_cancelled=False,
        webhooks=True,
        quality=0.6,
        models={"video": f"{VIDEO_MODEL}@720p", "image": IMAGE_MODEL},
    )

    def __init__(
        self,
        key: SecretStr,
        *,
        base_url: str = URL,
        timeout_seconds: float = 60.0,
        webhook_secret: SecretStr = NO_SECRET,
        job_seconds: float = 900.0,
        video_model: str = VIDEO_MODEL,
        image_model: str = IMAGE_MODEL,
    ) -> None:
        """Take the API token.

        Args:
            key: REPLICATE_API_TOKEN.
            base_url: The address of the API, with its version.
            timeout_seconds: For one answer.
            webhook_secret: `whsec_...`, of the account; without it no message is believed.
            job_seconds: After this a prediction cancels itself; at least 5.
            video_model: A model with the inputs of Seedance 1: `owner/name`, or `owner/name:version`.
            image_model: A model with the inputs of FLUX schnell.
        """
        self._models: Mapping[Task, str] = {"video": video_model, "image": image_model}
        self._secret = webhook_secret
        self._wait = max(1, min(LONGEST_WAIT, int(timeout_seconds - 5)))
        self._deadline = {"cancel-after": f"{max(5, round(job_seconds))}s"}
        headers = {"authorization": f"Bearer {key.get_secret_value()}"}
        self._http = _Http(self.name, base_url, secrets=(key,), headers=headers, timeout=timeout_seconds)

    def refusal(self, task: Task, request: Request) -> str:
        """Why this request cannot be met here."""
        if found := super().refusal(task, request):
            return found
        if isinstance(request, ImageRequest) and request.count > MOST_PICTURES:
            return f"draws {MOST_PICTURES} pictures at most"
        if isinstance(request, VideoRequest) and clips.round_up(request.seconds, SECONDS) is None:
            return f"makes {SECONDS[-1]} seconds at most"
        return ""

    def estimate(self, task: Task, request: Request) -> Forecast:
        """Seconds of the clip or pictures, and how long they take."""
        model = self._key(task, request)
        if isinstance(request, ImageRequest):
            return Forecast(used("image", request.count), 3.0, model)
        assert isinstance(request, VideoRequest)
        seconds = clips.round_up(request.seconds, SECONDS) or SECONDS[-1]
        return Forecast(used("second", seconds), 30.0 + 5.0 * seconds, model)

    async def generate_image(self, request: ImageRequest) -> ImageResult:
        """Draw pictures, PNG: the request is held open until they are there, then looked after like a job."""
        found = await self._create("image", request, {"prefer": f"wait={self._wait}"}, {})
        ref = self._ref("image", request, found, "")
        status = self._status(found, ref)
        if status.state not in ENDED:
            status = await self._watched(ref)
        if status.state != "succeeded":
            raise job_error(self.name, status)
        result = await self.fetch(ref, status)
        assert isinstance(result, ImageResult)
        return result

    async def start(
        self, task: Task, request: Request, *, idempotency_key: str, webhook_url: str | None = None
    ) -> JobRef:
        """Submit a clip; a webhook comes once, when it ended."""
        hook = {"webhook": webhook_url, "webhook_events_filter": ["completed"]} if webhook_url else {}
        return self._ref(task, request, await self._create(task, request, {}, hook), idempotency_key)

    async def status(self, ref: JobRef) -> JobStatus:
        """`GET /predictions/{id}`."""
        return self._status(await self._http.json("GET", f"/predictions/{quote(ref.id, safe='')}"), ref)

    async def fetch(self, ref: JobRef, status: JobStatus) -> Result:
        """Download what was made: it is gone from there after an hour."""
        urls = status.output.get("urls") or ()
        if not urls:
            raise BadOutput("replicate's prediction has no output")
        if ref.task == "video":
            file = await self._http.download(urls[0], accept="video/", suffix=".mp4")
            return VideoResult(video=file, seconds=float(ref.data["seconds"]), usage=status.usage, model=ref.model)
        files = await clips.pictures(self._http, urls)
        return ImageResult(images=files, usage=status.usage, model=ref.model)

    async def cancel(self, ref: JobRef) -> JobStatus:
        """`POST /predictions/{id}/cancel`; one that has ended stays as it is."""
        return self._status(await self._http.json("POST", f"/predictions/{quote(ref.id, safe='')}/cancel"), ref)

    def verify_webhook(self, headers: Mapping[str, str], raw: bytes) -> WebhookEvent:
        """Check a message by Standard Webhooks; it carries the whole prediction."""
        event = webhooks.check_standard(self._secret, headers, raw)
        found = webhooks.body(raw)
        job = clips.text(found, "id", self.name)
        status = self._status(found, JobRef(provider=self.name, task="video", id=job))
        return WebhookEvent(provider=self.name, event_id=event, job_id=job, trusted=True, status=status)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def _create(
        self, task: Task, request: Request, headers: Mapping[str, str], more: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        if said := self.refusal(task, request):
            raise Unsupported(f"replicate {said}")
        path, body = _target(self._models[task])
        given = await self._video(request) if isinstance(request, VideoRequest) else _picture(request)
        asked = {**body, "input": given, **more}
        found = await self._http.json("POST", path, json=asked, headers={**self._deadline, **headers})
        return clips.mapping(found, self.name)

    def _ref(self, task: Task, request: Request, found: Mapping[str, Any], key: str) -> JobRef:
        seconds = clips.round_up(request.seconds, SECONDS) if isinstance(request, VideoRequest) else None
        return JobRef(
            provider=self.name,
            task=task,
            id=clips.text(found, "id", self.name),
            model=self._key(task, request),
            started_at=time.time(),
            idempotency_key=key,
            data={"seconds": seconds} if seconds else {},
        )

    def _status(self, found: Any, ref: JobRef) -> JobStatus:
        state = STATES.get(clips.text(found, "status", self.name))
        if state is None:
            raise BadOutput(f"replicate's prediction has an unknown status {found['status']!r}")
        if state == "succeeded":
            urls = _urls(found.get("output"))
            usage = _usage(found, ref, len(urls))
            return JobStatus(state=state, progress=1.0, output={"urls": urls}, usage=usage)
        if state not in ENDED:
            return JobStatus(state=state)
        error = self._http.scrub(str(found.get("error") or "")) or "it was cancelled, or not done by its deadline"
        return JobStatus(state=state, error=error, error_kind="rejected" if REJECTED.search(error) else "failed")

    async def _watched(self, ref: JobRef) -> JobStatus:
        try:
            return await self._ended(ref)
        except asyncio.CancelledError:
            await asyncio.shield(self.cancel(ref))
            raise

    def _key(self, task: Task, request: Request) -> str:
        model = self._models[task].partition(":")[0]
        return f"{model}@{request.resolution}" if isinstance(request, VideoRequest) else model

    async def _video(self, request: VideoRequest) -> dict[str, Any]:
        given: dict[str, Any] = {
            "prompt": request.prompt,
            "duration": clips.round_up(request.seconds, SECONDS),
            "resolution": request.resolution,
            "aspect_ratio": request.aspect,
            "seed": request.seed,
        }
        return {**given, "image": await self._address(request.image)} if request.image else given

    async def _address(self, media: MediaFile) -> str:
        """A file as an address a model can read: `POST /files` for the larger ones."""
        if media.path is None or media.url.startswith("https://"):
            return await clips.address(media, vendor=self.name, limit=SMALL_BYTES)
        found = await media_in.read(media, vendor=self.name)
        if len(found.data) <= SMALL_BYTES:
            return found.data_uri
        with unbilled():
            answer = clips.mapping(await self._http.json("POST", "/files", files={"content": found.part}), self.name)
            return clips.text(answer.get("urls"), "get", self.name)


class _Http(VendorHttp):
    """Replicate says in words how long to wait, as in `your rate limit resets in ~30s`."""

    def error(self, response: "httpx.Response") -> ProviderError:
        found = super().error(response)
        if isinstance(found, RateLimited) and found.retry_after is None:
            told = re.search(r"resets in ~?(\d+(?:\.\d+)?)s", response.text)
            found.retry_after = float(told[1]) if told else None
        return found


def _target(model: str) -> tuple[str, dict[str, str]]:
    """Official models have an address of their own; a pinned version is named in the body."""
    name, _, version = model.partition(":")
    return ("/predictions", {"version": version}) if version else (f"/models/{name}/predictions", {})


def _picture(request: Request) -> dict[str, Any]:
    assert isinstance(request, ImageRequest)
    return {
        "prompt": request.prompt,
        "aspect_ratio": request.aspect,
        "num_outputs": request.count,
        "output_format": "png",
        "seed": request.seed,
    }


def _urls(output: Any) -> list[str]:
    found = output if isinstance(output, list) else [output]
    return [url for url in found if isinstance(url, str)]


def _usage(found: Mapping[str, Any], ref: JobRef, made: int) -> tuple[Usage, ...]:
    """By what was asked for; inputs are removed after an hour, then our own note of it counts."""
    seconds = (found.get("input") or {}).get("duration") or ref.data.get("seconds")
    return used("second", seconds) if seconds else used("image", made)
