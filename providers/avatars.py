"""What vendors of talking faces share: the speech they perform, the film they give back, the words for refusals."""

from pathlib import Path
from typing import Any

from providers.errors import BadOutput, Unsupported
from providers.http import VendorHttp
from providers.jobs import JobStatus
from providers.ports import Provider
from providers.requests import AvatarRequest, AvatarResult, MediaFile, Request
from providers.tasks import Task

PORTRAITS = frozenset({"image/png", "image/jpeg"})


def accepted(provider: Provider, task: Task, request: Request) -> AvatarRequest:
    """The request, when this provider can meet it.

    Raises:
        Unsupported: It cannot; says why.
    """
    told = provider.refusal(task, request)
    if told or not isinstance(request, AvatarRequest):
        raise Unsupported(f"{provider.name} {told or 'performs avatar requests only'}")
    return request


def unspeakable(request: AvatarRequest, most_seconds: float) -> str:
    """Why the speech cannot be performed: there is none, or it is too long; empty when it can."""
    if request.audio is None:
        return "needs the speech as audio"
    if request.timing.seconds > most_seconds:
        return f"performs at most {most_seconds:.0f} seconds at once"
    return ""


def faceless(image: MediaFile | None) -> str:
    """Why a picture is no portrait a vendor can bring to life; empty when it is one."""
    if image is None:
        return "needs an avatar of this person, or a portrait"
    if image.media_type not in PORTRAITS:
        return f"takes portraits as PNG or JPEG, not {image.media_type}"
    return ""


def picked(vendor: str, answer: Any, *path: str) -> Any:
    """What stands at a path of an answer.

    Raises:
        BadOutput: Nothing does.
    """
    found = answer
    for part in path:
        found = found.get(part) if isinstance(found, dict) else None
    if found is None or found == "":
        raise BadOutput(f"{vendor}'s answer has no {'.'.join(path)}")
    return found


def why(code: str, text: str) -> JobStatus:
    """A failed job; by the vendor's words, whether moderation or an empty account was the cause."""
    words = f"{code} {text}".lower()
    said = text or code or "the vendor gave no reason"
    if any(word in words for word in ("moderat", "nsfw", "policy", "celebrit", "blocked_word")):
        return JobStatus(state="failed", error=said, error_kind="rejected")
    if any(word in words for word in ("credit", "quota", "balance")):
        return JobStatus(state="failed", error=said, error_kind="quota")
    return JobStatus(state="failed", error=said)


async def film(http: VendorHttp, status: JobStatus, model: str) -> AvatarResult:
    """Download the video a finished job points at with `output["url"]`.

    Raises:
        BadOutput: There is no address, or what lies there is no MP4.
    """
    path = await http.download(picked(http.name, status.output, "url"), accept="video/", suffix=".mp4")
    if not _is_mp4(path):
        path.unlink()
        raise BadOutput(f"{http.name} sent a file that is no MP4")
    return AvatarResult(video=path, usage=status.usage, cost_usd=status.cost_usd, model=model)


def _is_mp4(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(12)[4:8] == b"ftyp"
