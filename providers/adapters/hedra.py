"""Hedra (API v3): a portrait speaks recorded audio, up to ten minutes of it."""

import time
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from pydantic import SecretStr

from providers import avatars, media_in, webhooks
from providers.errors import ContentRejected, ProviderError, QuotaExhausted, RateLimited, VendorServer, unbilled
from providers.http import VendorHttp
from providers.jobs import JobRef, JobState, JobStatus, WebhookEvent
from providers.ports import Capabilities, Forecast, Provider
from providers.requests import AvatarRequest, AvatarResult, MediaFile, Request
from providers.tasks import Task
from providers.usage import used

if TYPE_CHECKING:
    import httpx

URL = "https://api.hedra.com/v3"
MODEL = "hedra-avatar"
MOST_SECONDS = 600.0
MOST_IMAGE, MOST_AUDIO = 10 << 20, 100 << 20
"""Bytes of a start frame and of driving audio, as the model's schema has them."""
PROMPT = "A person talks to the camera with natural expressions, small gestures and a steady gaze."
STATES: Mapping[str, JobState] = {
    "IN_QUEUE": "queued",
    "IN_PROGRESS": "running",
    "COMPLETED": "succeeded",
    "FAILED": "failed",
}


class FinalFailure(VendorServer):
    """Hedra failed, and says that asking it again will not help."""

    retryable = False


class Hedra(Provider):
    """Hedra over its v3 API, paid from a prepaid wallet in dollars; what a job cost stands in its result."""

    name = "hedra"
    capabilities = Capabilities(
        tasks=frozenset({"avatar"}),
        jobs=frozenset({"avatar"}),
        needs_image=True,
        idempotent_start=True,
        webhooks=True,
        quality=0.8,
        models={"avatar": MODEL},
    )
    poll_seconds = 5.0

    def __init__(
        self,
        key: SecretStr,
        *,
        base_url: str = URL,
        timeout_seconds: float = 60.0,
        resolution: Literal["540p", "720p", "1080p"] = "720p",
        prompt: str = PROMPT,
    ) -> None:
        """Take a key (`id:secret`) and how the person is to behave. Messages are checked with Hedra's public key."""
        plain = key.get_secret_value()
        self._http = _HedraHttp(
            self.name,
            base_url,
            secrets=(key, SecretStr(plain.partition(":")[2])),
            headers={"authorization": f"Bearer {plain}"},
            timeout=timeout_seconds,
        )
        self._keys = webhooks.PublicKeys(f"{self._http.base_url}/webhooks/public-key", _public_key)
        self._resolution = resolution
        self._prompt = prompt

    def refusal(self, task: Task, request: Request) -> str:
        """It needs the speech and a portrait, both as files: addresses of others are not taken."""
        if told := super().refusal(task, request):
            return told
        if not isinstance(request, AvatarRequest):
            return ""
        if told := avatars.unspeakable(request, MOST_SECONDS) or avatars.faceless(request.image):
            return told
        files = (request.audio, request.image)
        return "needs the files themselves, not addresses" if any(f and f.path is None for f in files) else ""

    def estimate(self, task: Task, request: Request) -> Forecast:
        """Seconds of video; `quote` asks Hedra for the exact price."""
        seconds = request.timing.seconds if isinstance(request, AvatarRequest) else 0.0
        return Forecast(used("second", seconds), 30.0 + 4.0 * seconds)

    async def quote(self, request: AvatarRequest) -> Decimal:
        """Dollars this very request would cost: uploads its files (free) and asks `POST /models/{m}/estimate`."""
        asked = avatars.accepted(self, "avatar", request)
        answer = await self._http.json("POST", f"/models/{MODEL}/estimate", json={"input": await self._input(asked)})
        return Decimal(str(avatars.picked(self.name, answer, "cost")))

    async def start(
        self, task: Task, request: Request, *, idempotency_key: str, webhook_url: str | None = None
    ) -> JobRef:
        """Upload speech and portrait (`POST /files`, good for an hour), then `POST /models/hedra-avatar`."""
        asked = avatars.accepted(self, task, request)
        body: dict[str, Any] = {"input": await self._input(asked)}
        if webhook_url:
            body["webhook"] = webhook_url
        if idempotency_key:
            body["idempotency_key"] = idempotency_key
        answer = await self._http.json("POST", f"/models/{MODEL}", json=body)
        return JobRef(
            provider=self.name,
            task=task,
            id=avatars.picked(self.name, answer, "job_id"),
            model=MODEL,
            started_at=time.time(),
            idempotency_key=idempotency_key,
            data={"seconds": asked.timing.seconds},
        )

    async def status(self, ref: JobRef) -> JobStatus:
        """`GET /jobs/{id}/status`, and the result once it ended: the film's address and what it cost."""
        answer = await self._http.json("GET", f"/jobs/{ref.id}/status")
        state = STATES.get(avatars.picked(self.name, answer, "status"), "running")
        if state in ("succeeded", "failed"):
            return await self._result(ref)
        return JobStatus(state=state, progress=answer.get("progress") or 0.0)

    async def fetch(self, ref: JobRef, status: JobStatus) -> AvatarResult:
        """Ask for the result anew, for its address is presigned and messages leave out the cost, and download it."""
        return await avatars.film(self._http, await self._result(ref), ref.model)

    def verify_webhook(self, headers: Mapping[str, str], raw: bytes) -> WebhookEvent:
        """Check the Ed25519 signature over time, id, event, redelivery flag and body; five minutes of age at most.

        The id is the job's own and the same for every attempt; a redelivery that a person asked for counts as new.
        """
        names = ("timestamp", "id", "event", "redelivery")
        signed = [webhooks.header(headers, f"x-hedra-webhook-{name}") for name in names]
        message = "\n".join([*signed, webhooks.digest(raw)]).encode()
        self._keys.check(message, webhooks.header(headers, "x-hedra-webhook-signature"))
        at, event, _, again = signed
        webhooks.check_age(at)
        found = webhooks.body(raw)
        return WebhookEvent(
            provider=self.name,
            event_id=f"{event}:{at}" if again == "true" else event,
            job_id=str(avatars.picked(self.name, found, "job_id")),
            trusted=True,
            status=self._told(found, {}),
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def _input(self, asked: AvatarRequest) -> dict[str, Any]:
        assert asked.audio is not None and asked.image is not None
        return {
            "prompt": self._prompt,
            "aspect_ratio": asked.aspect,
            "resolution": self._resolution,
            "start_image": await self._upload(asked.image, MOST_IMAGE, "image"),
            "audio": await self._upload(asked.audio, MOST_AUDIO, "audio"),
        }

    async def _upload(self, file: MediaFile, limit: int, stem: str) -> dict[str, str]:
        media = await media_in.read(file, vendor=self.name, limit=limit, stem=stem)
        with unbilled():
            answer = await self._http.json("POST", "/files", files={"file": media.part})
            return {"source": "url", "url": avatars.picked(self.name, answer, "url")}

    async def _result(self, ref: JobRef) -> JobStatus:
        return self._told(await self._http.json("GET", f"/jobs/{ref.id}"), ref.data)

    def _told(self, found: Mapping[str, Any], known: Mapping[str, Any]) -> JobStatus:
        state = STATES.get(avatars.picked(self.name, found, "status"), "running")
        cost = _cost(found)
        if state == "failed":
            error = found.get("error") or {}
            ended = avatars.why(str(error.get("code", "")), self._http.scrub(str(error.get("message", ""))))
            return ended.model_copy(update={"cost_usd": cost})
        if state != "succeeded":
            return JobStatus(state=state)
        film: Mapping[str, Any] = next(iter(found.get("outputs") or ()), {})
        seconds = (film.get("duration_ms") or 0) / 1000 or known.get("seconds", 0.0)
        output = {"url": film.get("url") or "", "seconds": seconds}
        return JobStatus(state=state, progress=1.0, output=output, cost_usd=cost, usage=used("second", seconds))


class _HedraHttp(VendorHttp):
    def error(self, response: "httpx.Response") -> ProviderError:
        """By Hedra's own code, and by what it says about asking again."""
        found, said = super().error(response), _envelope(response)
        code, again = said.get("code"), said.get("retryable")
        if code == "MODERATION_FAILED":
            return ContentRejected(found.message)
        if code == "INSUFFICIENT_BALANCE":
            return QuotaExhausted(found.message, str((said.get("billing") or {}).get("funding_url", "")))
        if isinstance(found, VendorServer) and again is False:
            return FinalFailure(found.message)
        if again and not isinstance(found, VendorServer):
            known = found.retry_after if isinstance(found, RateLimited) else None
            return RateLimited(found.message, retry_after=said.get("retry_after") if known is None else known)
        return found


def _envelope(response: "httpx.Response") -> dict[str, Any]:
    try:
        found = response.json()["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _cost(found: Mapping[str, Any]) -> Decimal | None:
    known = found.get("cost") is not None and found.get("currency") == "USD"
    return Decimal(str(found["cost"])) if known else None


def _public_key(found: Mapping[str, Any]) -> tuple[bytes, ...]:
    return (webhooks.decode_key(found["public_key"]),)
