"""fal: clips by Wan 2.5, pictures by FLUX.1 schnell, and portraits that speak by OmniHuman 1.5, over its queue.

Inputs and prices of each are documented at fal.ai/models/{app}/llms.txt.
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic import SecretStr

from providers import clips, webhooks
from providers.adapters.fal import apps
from providers.errors import BadOutput, ContentRejected, JobFailed, ProviderError, QuotaExhausted, Unsupported
from providers.http import VendorHttp
from providers.jobs import ENDED, JobRef, JobState, JobStatus, WebhookEvent
from providers.ports import Capabilities, Forecast, Provider
from providers.requests import AvatarResult, ImageRequest, ImageResult, Request, Result, VideoResult
from providers.tasks import Task
from providers.usage import used

if TYPE_CHECKING:
    import httpx

URL = "https://queue.fal.run"
PLATFORM_URL = "https://api.fal.ai/v1"
KEYS_URL = "https://rest.fal.ai/.well-known/jwks.json"
STATES: Mapping[str, JobState] = {"IN_QUEUE": "queued", "IN_PROGRESS": "running", "COMPLETED": "succeeded"}
CANCELLED = "client_cancelled"
POLICY = "content_policy_violation"


@dataclass(frozen=True)
class AppPrice:
    """What fal says an app costs today."""

    app: str
    usd: Decimal
    unit: str
    """In fal's words: seconds, megapixels, images."""


class Fal(Provider):
    """`POST queue.fal.run/{app}`; unit: second (clips and avatars), image.

    Only what comes out is billed; of avatars it is what the result's `x-fal-billable-units` says. A start has no
    idempotency key. A clip that starts from a picture has the picture's shape. The price book has a key for each
    resolution of clips: `{app}@720p`.
    """

    name = "fal"
    capabilities = Capabilities(
        tasks=frozenset({"video", "image", "avatar"}),
        jobs=frozenset({"video", "image", "avatar"}),
        cancels=True,
        bills_cancelled=False,
        webhooks=True,
        quality=0.7,
        models={"video": f"{apps.WORDS_APP}@720p", "image": apps.IMAGE_APP, "avatar": apps.AVATAR_APP},
    )
    poll_seconds = 1.0

    def __init__(
        self,
        key: SecretStr,
        *,
        base_url: str = URL,
        timeout_seconds: float = 60.0,
        platform_url: str = PLATFORM_URL,
        keys_url: str = KEYS_URL,
    ) -> None:
        """Take the API key; nothing is asked yet.

        Args:
            key: FAL_KEY.
            base_url: The address of the queue.
            timeout_seconds: For one answer.
            platform_url: The address that tells prices.
            keys_url: The JWK set that messages are signed with.
        """
        headers = {"authorization": f"Key {key.get_secret_value()}"}
        self._http = _Http(self.name, base_url, secrets=(key,), headers=headers, timeout=timeout_seconds)
        self._platform = VendorHttp(self.name, platform_url, secrets=(key,), headers=headers, timeout=timeout_seconds)
        self._keys = webhooks.PublicKeys(keys_url)

    async def generate_image(self, request: ImageRequest) -> ImageResult:
        """Draw pictures, PNG; a job like the others, done in a second or two."""
        result = await self._run_job("image", request)
        assert isinstance(result, ImageResult)
        return result

    def refusal(self, task: Task, request: Request) -> str:
        """Why this request cannot be met here."""
        return super().refusal(task, request) or apps.refusal(request)

    def estimate(self, task: Task, request: Request) -> Forecast:
        """Seconds or pictures, and how long they take."""
        amount, key = apps.amount(request), apps.key(request)
        if task == "image":
            return Forecast(used("image", amount), 3.0, key)
        pace = 20.0 if task == "avatar" else 12.0
        return Forecast(used("second", amount), 30.0 + pace * amount, key)

    async def start(
        self, task: Task, request: Request, *, idempotency_key: str, webhook_url: str | None = None
    ) -> JobRef:
        """Submit to the queue; files go along as data URIs."""
        if said := self.refusal(task, request):
            raise Unsupported(f"fal {said}")
        body = await apps.body(request)
        hook = {"fal_webhook": webhook_url} if webhook_url else None
        answer = await self._http.json("POST", f"/{apps.app(request)}", json=body, params=hook)
        job = clips.text(answer, "request_id", self.name)
        return JobRef(
            provider=self.name,
            task=task,
            id=job,
            model=apps.key(request),
            started_at=time.time(),
            idempotency_key=idempotency_key,
            data={**self._addresses(answer, apps.app(request), job), "amount": apps.amount(request)},
        )

    async def status(self, ref: JobRef) -> JobStatus:
        """Ask the queue, and when it is done fetch what came of it; a request that is gone was cancelled."""
        try:
            found = clips.mapping(await self._http.json("GET", self._at(ref, "status_url")), self.name)
        except _Gone:
            return JobStatus(state="cancelled", error="the request is gone")
        state = STATES.get(clips.text(found, "status", self.name))
        if state is None:
            raise BadOutput(f"fal's request has an unknown status {found['status']!r}")
        if state not in ENDED:
            return JobStatus(state=state)
        if error := found.get("error"):
            return _failed(self._http.scrub(str(error)), str(found.get("error_type") or ""))
        return await self._outcome(ref)

    async def fetch(self, ref: JobRef, status: JobStatus) -> Result:
        """Download what was made."""
        urls = status.output.get("urls") or ()
        if not urls:
            raise BadOutput("fal's result has no file")
        if ref.task == "image":
            files = await clips.pictures(self._http, urls)
            return ImageResult(images=files, usage=status.usage, model=ref.model)
        file = await self._http.download(urls[0], accept="video/", suffix=".mp4")
        if ref.task == "avatar":
            return AvatarResult(video=file, usage=status.usage, model=ref.model)
        return VideoResult(video=file, seconds=float(ref.data["amount"]), usage=status.usage, model=ref.model)

    async def cancel(self, ref: JobRef) -> JobStatus:
        """`PUT {cancel_url}`: taken out of the queue, or the runner is told to stop, which it may not do."""
        try:
            await self._http.request("PUT", self._at(ref, "cancel_url"))
        except Unsupported:  # 400: it has ended; 404: it is gone
            return await self.status(ref)
        after = await self.status(ref)
        return after if after.state in ENDED else JobStatus(state="cancelled")

    def verify_webhook(self, headers: Mapping[str, str], raw: bytes) -> WebhookEvent:
        """Check a message by fal's published keys; what a result costs is not in it, so it has to be asked for."""
        names = ("request-id", "user-id", "timestamp", "signature")
        job, user, sent, signature = (webhooks.header(headers, f"x-fal-webhook-{name}") for name in names)
        webhooks.check_age(sent)
        self._keys.check("\n".join((job, user, sent, webhooks.digest(raw))).encode(), signature)
        told = clips.text(webhooks.body(raw), "request_id", self.name)
        return WebhookEvent(provider=self.name, event_id=f"{told}-ended", job_id=told, trusted=True)

    async def pricing(self, *names: str) -> tuple[AppPrice, ...]:
        """`GET /models/pricing`: what apps cost today, by default the ones used here. It asks: not for estimates.

        Raises:
            ProviderError: It could not be asked.
        """
        wanted = list(names or apps.APPS)
        found = await self._platform.json("GET", "/models/pricing", params={"endpoint_id": wanted})
        rows = clips.mapping(found, self.name).get("prices") or ()
        return tuple(_price(clips.mapping(row, self.name)) for row in rows)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()
        await self._platform.aclose()

    async def _outcome(self, ref: JobRef) -> JobStatus:
        try:
            response = await self._http.request("GET", self._at(ref, "response_url"))
        except ContentRejected as error:
            return JobStatus(state="failed", error=error.message, error_kind="rejected")
        except (JobFailed, Unsupported) as error:
            return JobStatus(state="failed", error=error.message)
        try:
            return _made(clips.mapping(response.json(), self.name), ref, response.headers)
        except (ValueError, ArithmeticError):
            raise BadOutput("fal answered with broken JSON, or an amount that is no number") from None

    def _addresses(self, answer: Mapping[str, Any], app: str, job: str) -> dict[str, str]:
        """Where the request is asked for: as told, when that is the vendor's own host, else as documented."""
        base = f"{self._http.base_url}/{'/'.join(app.split('/')[:2])}/requests/{quote(job, safe='')}"
        known = {"status_url": f"{base}/status", "response_url": base, "cancel_url": f"{base}/cancel"}
        told = {name: str(answer.get(name) or "") for name in known}
        return {name: told[name] if self._http.owns(told[name]) else known[name] for name in known}

    def _at(self, ref: JobRef, name: str) -> str:
        address = str(ref.data.get(name, ""))
        if not self._http.owns(address):
            raise BadOutput(f"fal's {name} leads to another host")
        return address


class _Gone(Unsupported):
    """404 of a request."""


class _Http(VendorHttp):
    """fal tells more than a status does: an empty balance is a 403, moderation a 422, a failed job a named 5xx."""

    def error(self, response: "httpx.Response") -> ProviderError:
        found, said = super().error(response), response.text
        asked = "/requests/" in response.request.url.path
        if response.status_code == 403 and re.search("balance", said, re.IGNORECASE):
            return QuotaExhausted(found.message, "top up at fal.ai/dashboard/billing")
        if POLICY in said:
            return ContentRejected(found.message)
        if asked and response.status_code == 404:
            return _Gone(found.message)
        if asked and response.status_code >= 500 and "x-fal-error-type" in response.headers:
            return JobFailed(found.message)
        return found


def _made(found: Mapping[str, Any], ref: JobRef, headers: Mapping[str, str]) -> JobStatus:
    """A result; pictures that the safety checker blackened are billed all the same."""
    files = found.get("images") if ref.task == "image" else [found.get("video")]
    urls = [clips.text(file, "url", "fal") for file in files or ()]
    told = headers.get("x-fal-billable-units") if ref.task == "avatar" else None
    amount = len(urls) if ref.task == "image" else told or ref.data["amount"]
    usage = used("image" if ref.task == "image" else "second", Decimal(str(amount)))
    if any(found.get("has_nsfw_concepts") or ()):
        said = "the safety checker withheld a picture"
        return JobStatus(state="failed", error=said, error_kind="rejected", usage=usage)
    return JobStatus(state="succeeded", progress=1.0, output={"urls": urls}, usage=usage)


def _failed(error: str, kind: str) -> JobStatus:
    if kind == CANCELLED:
        return JobStatus(state="cancelled", error=error)
    rejected = POLICY in error or POLICY in kind
    return JobStatus(state="failed", error=error, error_kind="rejected" if rejected else "failed")


def _price(row: Mapping[str, Any]) -> AppPrice:
    try:
        usd = Decimal(str(row["unit_price"]))
        return AppPrice(str(row["endpoint_id"]), usd, str(row.get("unit") or ""))
    except (KeyError, ArithmeticError):
        raise BadOutput("fal told a price without a figure") from None
