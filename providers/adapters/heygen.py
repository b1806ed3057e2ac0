"""HeyGen (API v3): a digital twin or a photograph speaks recorded audio."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import SecretStr

from providers import avatars, media_in, webhooks
from providers.errors import ContentRejected, ProviderError, QuotaExhausted, RateLimited, unbilled
from providers.http import VendorHttp
from providers.jobs import JobRef, JobState, JobStatus, WebhookEvent
from providers.ports import Capabilities, Forecast, Provider, job_error
from providers.requests import AvatarRequest, AvatarResult, MediaFile, Request, VoiceEnrollRequest, VoiceEnrollResult
from providers.tasks import Task
from providers.usage import used

if TYPE_CHECKING:
    import httpx

URL = "https://api.heygen.com"
TWIN, PHOTO = "avatar-iv-twin", "avatar-iv-photo"
"""Keys of the price book: an avatar made at HeyGen, and a photograph. Billed by the second of the finished video."""
MOST_BYTES = 32 * 1024 * 1024
"""The largest file `/v3/assets` takes."""
MOST_SECONDS = 600.0
STARTING_SECONDS = 2.0
"""When to ask again for a start that is still being worked on."""
STATES: Mapping[str, JobState] = {"waiting": "queued", "pending": "queued", "processing": "running"}


class HeyGen(Provider):
    """HeyGen over its v3 API; the account may run ten jobs at once, more are answered 429 with `Retry-After`.

    A private avatar must have been consented to at HeyGen (`request_consent`), or HeyGen answers 403.
    """

    name = "heygen"
    capabilities = Capabilities(
        tasks=frozenset({"avatar", "voice_enroll"}),
        jobs=frozenset({"avatar"}),
        idempotent_start=True,
        webhooks=True,
        quality=0.9,
        models={"avatar": TWIN},
    )
    poll_seconds = 5.0

    def __init__(
        self,
        key: SecretStr,
        *,
        base_url: str = URL,
        timeout_seconds: float = 60.0,
        resolution: Literal["720p", "1080p"] = "1080p",
    ) -> None:
        """Take a key. 720p and 1080p cost the same."""
        self._http = _HeyGenHttp(
            self.name,
            base_url,
            secrets=(key,),
            headers={"x-api-key": key.get_secret_value()},
            timeout=timeout_seconds,
        )
        self._resolution = resolution

    def refusal(self, task: Task, request: Request) -> str:
        """It needs the speech, and an avatar's id or a portrait; one recording of a voice."""
        if told := super().refusal(task, request):
            return told
        if isinstance(request, VoiceEnrollRequest) and len(request.samples) > 1:
            return "clones a voice from one recording; join them"
        if not isinstance(request, AvatarRequest):
            return ""
        face = "" if self.name in request.avatar_ids else avatars.faceless(request.image)
        return avatars.unspeakable(request, MOST_SECONDS) or face

    def estimate(self, task: Task, request: Request) -> Forecast:
        """Seconds of video; the making takes a few times as long."""
        if not isinstance(request, AvatarRequest):
            return Forecast(seconds=20.0)
        seconds = request.timing.seconds
        return Forecast(used("second", seconds), 30.0 + 5.0 * seconds, self._model(request))

    async def start(
        self, task: Task, request: Request, *, idempotency_key: str, webhook_url: str | None = None
    ) -> JobRef:
        """Upload speech and portrait (`POST /v3/assets`), then `POST /v3/videos`.

        The idempotency key (good for 24 hours) goes with the uploads too: a repeated start must name the same files.

        Raises:
            RateLimited: Ten jobs run already, or an earlier start with the same key is still being worked on.
        """
        asked = avatars.accepted(self, task, request)
        wanted = {
            **await self._face(asked, idempotency_key),
            **await self._speech(asked, idempotency_key),
            "aspect_ratio": asked.aspect,
            "resolution": self._resolution,
            "title": asked.title or None,
            "callback_url": webhook_url,
        }
        answer = await self._http.json(
            "POST",
            "/v3/videos",
            json={name: value for name, value in wanted.items() if value is not None},
            headers=_once(idempotency_key, "video"),
        )
        return JobRef(
            provider=self.name,
            task=task,
            id=avatars.picked(self.name, answer, "data", "video_id"),
            model=self._model(asked),
            started_at=time.time(),
            idempotency_key=idempotency_key,
            data={"seconds": asked.timing.seconds},
        )

    async def status(self, ref: JobRef) -> JobStatus:
        """`GET /v3/videos/{id}`; a finished video is billed by its length, a failed one is not."""
        answer = await self._http.json("GET", f"/v3/videos/{ref.id}")
        data = avatars.picked(self.name, answer, "data")
        state = avatars.picked(self.name, data, "status")
        if state == "failed":
            return avatars.why(data.get("failure_code") or "", self._http.scrub(data.get("failure_message") or ""))
        if state != "completed":
            return JobStatus(state=STATES.get(state, "running"))
        seconds = data.get("duration") or ref.data.get("seconds", 0.0)
        output = {"url": avatars.picked(self.name, data, "video_url"), "seconds": seconds}
        return JobStatus(state="succeeded", progress=1.0, output=output, usage=used("second", seconds))

    async def fetch(self, ref: JobRef, status: JobStatus) -> AvatarResult:
        """Download the video from its presigned address."""
        return await avatars.film(self._http, status, ref.model)

    def verify_webhook(self, headers: Mapping[str, str], raw: bytes) -> WebhookEvent:
        """Read a job's callback. It is unsigned: never more than a hint to ask again."""
        message = webhooks.body(raw)
        job = avatars.picked(self.name, message, "event_data", "video_id")
        event = f"{message.get('event_type', '')}:{job}"
        return WebhookEvent(provider=self.name, event_id=event, job_id=str(job), trusted=False)

    async def clone_voice(self, request: VoiceEnrollRequest) -> VoiceEnrollResult:
        """Upload the recording, then `POST /v3/voices/clone`; free. It is ready when `voice_ready` says so."""
        body = {
            "audio": await self._asset(request.samples[0], "", "voice"),
            "voice_name": request.name,
            "language": request.language.split("-")[0],
        }
        answer = await self._http.json("POST", "/v3/voices/clone", json=body)
        return VoiceEnrollResult(voice_id=avatars.picked(self.name, answer, "data", "voice_clone_id"), ready=False)

    async def voice_ready(self, voice_id: str) -> bool:
        """`GET /v3/voices/{id}`: whether a cloned voice can be used.

        Raises:
            JobFailed, ContentRejected: The cloning failed.
        """
        answer = await self._http.json("GET", f"/v3/voices/{voice_id}")
        data = avatars.picked(self.name, answer, "data")
        if data.get("status") == "failed":
            raise job_error(self.name, avatars.why("", self._http.scrub(data.get("failure_message") or "")))
        return data.get("status") in (None, "complete")  # None: a stock voice

    async def request_consent(self, group_id: str, *, return_url: str | None = None) -> str:
        """`POST /v3/avatars/{group}/consent`: the page where the person of a private avatar agrees to its use."""
        body = {"reroute_url": return_url} if return_url else {}
        answer = await self._http.json("POST", f"/v3/avatars/{group_id}/consent", json=body)
        return str(avatars.picked(self.name, answer, "data", "url"))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    def _model(self, request: AvatarRequest) -> str:
        return TWIN if self.name in request.avatar_ids else PHOTO

    async def _face(self, asked: AvatarRequest, key: str) -> dict[str, Any]:
        if avatar := asked.avatar_ids.get(self.name):
            return {"type": "avatar", "avatar_id": avatar}
        assert asked.image is not None
        return {"type": "image", "image": await self._asset(asked.image, key, "image")}

    async def _speech(self, asked: AvatarRequest, key: str) -> dict[str, Any]:
        assert asked.audio is not None
        if asked.audio.path is None:
            return {"audio_url": asked.audio.url}
        return {"audio_asset_id": (await self._asset(asked.audio, key, "audio"))["asset_id"]}

    async def _asset(self, file: MediaFile, key: str, what: str) -> dict[str, str]:
        if file.path is None:
            return {"type": "url", "url": file.url}
        media = await media_in.read(file, vendor=self.name, limit=MOST_BYTES, stem=what)
        with unbilled():
            answer = await self._http.json("POST", "/v3/assets", files={"file": media.part}, headers=_once(key, what))
            return {"type": "asset_id", "asset_id": avatars.picked(self.name, answer, "data", "asset_id")}


class _HeyGenHttp(VendorHttp):
    def error(self, response: "httpx.Response") -> ProviderError:
        """By HeyGen's own code where the status alone misleads."""
        found, code = super().error(response), _code(response)
        if response.status_code == 409 and code == "request_in_progress":
            return RateLimited(found.message, "the same start is still being worked on", STARTING_SECONDS)
        if isinstance(found, RateLimited) and ("credit" in code or "quota" in code):
            return QuotaExhausted(found.message, "top up the vendor's account, or leave it to the next provider")
        if response.status_code < 500 and avatars.why(code, "").error_kind == "rejected":
            return ContentRejected(found.message)
        return found


def _code(response: "httpx.Response") -> str:
    try:
        found = response.json()["error"]["code"]
    except (ValueError, KeyError, TypeError):
        return ""
    return found if isinstance(found, str) else ""


def _once(key: str, what: str) -> dict[str, str]:
    return {"idempotency-key": f"{key}-{what}"} if key else {}
