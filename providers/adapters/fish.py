"""Fish Audio's speech with times, and cloned voices."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import SecretStr

from providers import media_in, sse
from providers.errors import BadOutput, JobFailed
from providers.http import VendorHttp
from providers.ports import Capabilities, Forecast, Provider
from providers.requests import Request, SpeechRequest, SpeechResult, VoiceEnrollRequest, VoiceEnrollResult
from providers.speech.aligned import PACE, Aligner, Take, said_text, speed_for
from providers.tasks import Task
from providers.usage import used

URL = "https://api.fish.audio"
MODEL = "s2.1-pro"
"""`s2.1-pro-free` is the same for developers to try, without a price and with less capacity."""
RATE = 44_100
"""Of the format `pcm`, 16-bit little-endian mono; the highest it makes."""
MOST_SAMPLES = 20
LARGEST_SAMPLE = 50 * 1024 * 1024
DIRECTIONS = str.maketrans("", "", "[]")
"""The model performs words in square brackets (`[laughs]`) instead of saying them; a script means them as words."""
STOCK: Mapping[str, str] = {
    "heart": "933563129e564b19a115bedd57b7406a",  # Sarah
    "bella": "b545c585f631496c914815291da4e893",  # Nova
    "michael": "bf322df2096a46f18c579d0baa36f41d",  # Adrian
    "puck": "802e3bc2b27e49c2995d23ef70e6ac89",  # Energetic Male
    "emma": "c2623f0c075b4492ac367989aee1576f",  # Paula
    "george": "c5f56a6cc2ec4fa8920cb4c5889a3fb7",  # Atlas
    "dora": "c2623f0c075b4492ac367989aee1576f",
    "alex": "35199d5438854f5d9157c500479ab684",  # Mateo, Spanish
    "siwis": "5567200c7d8341738f0892bbacd3be3c",  # Claire, French
    "alpha": "b545c585f631496c914815291da4e893",
    "omega": "536d3a5e000945adb7038665781a4aca",  # Ethan
    "sara": "933563129e564b19a115bedd57b7406a",
    "nicola": "536d3a5e000945adb7038665781a4aca",
    "clara": "c2623f0c075b4492ac367989aee1576f",
    "tiago": "bf322df2096a46f18c579d0baa36f41d",
}
"""Our voices, and a public voice of Fish's library of the same gender; each of them speaks every language."""
Word = tuple[str, float, float]


class Fish(Provider):
    """`POST /v1/tts/stream/with-timestamp`, and `POST /model` for clones; billed by the UTF-8 bytes of the text.

    A clone costs nothing. It may still be in training when it is made: `voice_ready` asks again.
    """

    name: ClassVar[str] = "fish"
    capabilities: ClassVar[Capabilities] = Capabilities(
        tasks=frozenset({"speech", "voice_clone", "voice_enroll"}),
        regions=frozenset({"global"}),
        quality=0.8,
        models={"speech": MODEL, "voice_clone": MODEL, "voice_enroll": "voices"},
    )

    def __init__(
        self, key: SecretStr, *, base_url: str = URL, timeout_seconds: float = 60.0, model: str = MODEL
    ) -> None:
        """Take the key, and the speech model: a key of the price book."""
        self._model = model
        headers = {"authorization": f"Bearer {key.get_secret_value()}"}
        self._http = VendorHttp(self.name, base_url, secrets=(key,), headers=headers, timeout=timeout_seconds)
        self._aligner = Aligner()

    async def synthesize_speech(self, request: SpeechRequest) -> SpeechResult:
        """Speak, at a speed that meets the length; where Fish gives no times they are found by listening."""
        text, speed = _said(request), speed_for(request)
        body = {
            "text": text,
            "reference_id": _voice(request),
            "format": "pcm",
            "sample_rate": RATE,
            "prosody": {"speed": speed},
        }
        response = await self._http.request(
            "POST", "/v1/tts/stream/with-timestamp", json=body, headers={"model": self._model}
        )
        audio, words = _heard(sse.events(response, self.name))
        usage = used("byte", len(text.encode()))
        take = Take(audio, self._model, usage, speed=speed, pcm_rate=RATE)
        if words:
            try:
                return await self._aligner.from_words(request, take, words)
            except BadOutput:  # the audio is paid for, and may be good although its times are not
                pass
        return await self._aligner.from_audio(request, take)

    async def clone_voice(self, request: VoiceEnrollRequest) -> VoiceEnrollResult:
        """Make a private voice of up to 20 samples.

        Raises:
            JobFailed: The training failed.
        """
        samples = [
            await media_in.read(sample, vendor=self.name, limit=LARGEST_SAMPLE, stem=f"sample-{number}")
            for number, sample in enumerate(request.samples[:MOST_SAMPLES], 1)
        ]
        fields = {"type": "tts", "title": request.name, "train_mode": "fast", "visibility": "private"}
        files = [("voices", sample.part) for sample in samples]
        return _enrolled(await self._http.json("POST", "/model", data=fields, files=files))

    async def voice_ready(self, voice_id: str) -> bool:
        """Whether a voice made here is trained.

        Raises:
            JobFailed: Its training failed.
            Unsupported: There is no such voice.
        """
        return _enrolled(await self._http.json("GET", f"/model/{voice_id}")).ready

    async def delete_voice(self, voice_id: str) -> None:
        """Delete a voice made here."""
        await self._http.request("DELETE", f"/model/{voice_id}")

    def estimate(self, task: Task, request: Request) -> Forecast:
        """The bytes of the text exactly."""
        if not isinstance(request, SpeechRequest):
            return Forecast(seconds=10.0)
        text = _said(request)
        return Forecast(used("byte", len(text.encode())), 1.0 + len(text) / PACE / 4, self._model)

    async def aclose(self) -> None:
        """Close all connections, stop the child process."""
        await self._http.aclose()
        await self._aligner.aclose()


def _said(request: SpeechRequest) -> str:
    return said_text(request).translate(DIRECTIONS)


def _voice(request: SpeechRequest) -> str:
    wanted = request.voice_ids.get("fish", request.voice)
    return STOCK.get(wanted, wanted)


def _heard(events: list[dict[str, Any]]) -> tuple[bytes, list[Word]]:
    """The whole audio, and its words; none when any part of it came without times.

    An event's times replace those of earlier events of the same chunk, and count from the chunk's start.
    """
    try:
        audio = b"".join(base64.b64decode(event["audio_base64"], validate=True) for event in events)
        chunks: dict[int, list[Word] | None] = {}
        for event in events:
            number = int(event["chunk_seq"])
            chunks[number] = _words(event) or chunks.get(number)
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise BadOutput(f"fish sent speech of another form ({error!r})") from None
    timed = [words for _, words in sorted(chunks.items()) if words]
    return audio, [word for words in timed for word in words] if len(timed) == len(chunks) else []


def _words(event: Mapping[str, Any]) -> list[Word]:
    if not event["alignment"]:
        return []
    offset = float(event["chunk_audio_offset_sec"])
    segments = event["alignment"]["segments"]
    return [(str(s["text"]), offset + float(s["start"]), offset + float(s["end"])) for s in segments]


def _enrolled(answer: Any) -> VoiceEnrollResult:
    if not isinstance(answer, dict) or not isinstance(answer.get("_id"), str):
        raise BadOutput("fish's answer about a voice has no _id")
    if answer.get("state") == "failed":
        raise JobFailed("fish could not train the voice", "try clearer or longer samples")
    return VoiceEnrollResult(voice_id=answer["_id"], ready=answer.get("state") == "trained", model="voices")
