"""Veo in the Gemini API on loopback: operations that bill, unless no clip comes out; files that need the key."""

from typing import Any, ClassVar

from tests.fakes.vendors import media
from tests.fakes.vendors.base import FakeVendor, Job, route
from tests.fakes.vendors.wire import Call, Reply

STATES = ("running", "running", "done")
SIZES = {("9:16", "720p"): (720, 1280), ("16:9", "720p"): (1280, 720)}
SIZES |= {("9:16", "1080p"): (1080, 1920), ("16:9", "1080p"): (1920, 1080)}
NAMES = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}
NAMES |= {429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE"}
REJECTED = "We encountered an issue with the audio for your prompt; you have not been charged."
KEYS = {"instances", "parameters"}
PARAMETERS = {"aspectRatio", "durationSeconds", "resolution", "negativePrompt", "personGeneration", "sampleCount"}


class FakeVeo(FakeVendor):
    """Bills the seconds asked for, 1080p as `{model}@1080p`. `Job.end` takes failed, rejected and blocked."""

    name = "veo"
    prefix = "/v1beta"
    auth: ClassVar[tuple[str, str]] = ("x-goog-api-key", "{key}")
    open_paths: ClassVar[tuple[str, ...]] = ("/files/", "/v1beta/files/")

    def __init__(self) -> None:
        super().__init__()
        self.redirect = ""
        """Where downloads are sent on to, when set."""
        self.clips: dict[str, bytes] = {}

    def refuse(self, status: int, message: str = "refused", **more: Any) -> Reply:
        name = NAMES.get(status, "UNKNOWN")
        return Reply({"error": {"code": status, "message": message, "status": name, **more}}, status)

    @route("POST", "/models/{model}:predictLongRunning")
    def predict(self, call: Call) -> Reply:
        body = call.json()
        if wrong := _wrong(body):
            return self.refuse(400, wrong)
        job = self.add_job(STATES, body, f"models/{call.params['model']}/operations/op")
        asked = body["parameters"]
        price = call.params["model"] + ("@1080p" if asked["resolution"] == "1080p" else "")
        self.bill("second", asked["durationSeconds"], price, job.id)
        return Reply({"name": job.id})

    @route("GET", "/models/{model}/operations/{operation}")
    def operation(self, call: Call) -> Reply:
        job = self.jobs.get(call.path.removeprefix("/v1beta/"))
        if job is None:
            return self.refuse(404, "Requested entity was not found.")
        return Reply(self._told(job, job.look()))

    @route("GET", "/files/{file}:download")
    def file(self, call: Call) -> Reply:
        if self.redirect:
            return Reply(None, 302, headers={"location": self.redirect})
        return Reply(self.clips[call.params["file"]], 200, "video/mp4")

    def _told(self, job: Job, state: str) -> dict[str, Any]:
        if state == "running":
            return {"name": job.id}
        told: dict[str, Any] = {"name": job.id, "done": True}
        if state != "done":
            self.forgive(job)
        if state == "failed":
            return told | {"error": {"code": 13, "message": "Video generation failed. Please try again later."}}
        if state == "blocked":
            said = "The prompt could not be submitted: it violates the usage guidelines."
            return told | {"error": {"code": 3, "message": said}}
        made: dict[str, Any] = {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": [REJECTED]}
        if state == "done":
            made = {"generatedSamples": [{"video": {"uri": self._film(job)}}]}
        kind = "type.googleapis.com/google.ai.generativelanguage.v1beta.PredictLongRunningResponse"
        return told | {"response": {"@type": kind, "generateVideoResponse": made}}

    def _film(self, job: Job) -> str:
        asked = job.request["parameters"]
        file = job.id.rpartition("/")[2]
        self.clips[file] = media.mp4(asked["durationSeconds"], *SIZES[asked["aspectRatio"], asked["resolution"]])
        return f"{self.url}/files/{file}:download?alt=media"


def _wrong(body: dict[str, Any]) -> str:
    """The rules of the guide: no other fields, 4, 6 or 8 seconds, and 8 for 1080p."""
    asked = body.get("parameters", {})
    if unknown := (set(body) - KEYS) | (set(asked) - PARAMETERS):
        return f"Unknown name {sorted(unknown)}"
    if len(body["instances"]) != 1 or not body["instances"][0].get("prompt"):
        return "a prompt is needed"
    if asked["durationSeconds"] not in (4, 6, 8) or (
        asked["resolution"] == "1080p" and asked["durationSeconds"] != 8
    ):
        return "durationSeconds is out of bound"
    return "" if (asked["aspectRatio"], asked["resolution"]) in SIZES else "aspectRatio is not supported"
