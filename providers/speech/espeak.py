"""espeak-ng's shared library, by ctypes. One instance a process, one thread.

The library is GPL-3: it is loaded in the child processes of the speech engines only.
"""

import ctypes
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from providers.errors import Unavailable
from providers.speech.languages import ESPEAK_VOICES

# espeak-ng/speak_lib.h
SYNCHRONOUS, PHONEME_EVENTS, PHONEME_IPA, DONT_EXIT = 2, 1, 2, 0x8000
CHARS_UTF8, END_PAUSE = 1, 0x1000
IPA, TIE = 0x02, 0x80
EVENT_END, EVENT_WORD, EVENT_PHONEME = 0, 1, 7
RATE = 1
LONGEST_PATH = 150
"""Bytes of a path that fit into the library's own buffer."""


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True)
class Event:
    """A word or a phoneme begins at `seconds`."""

    kind: int
    seconds: float
    position: int
    """Of a word: its first character in the text, from 0."""
    symbol: str
    """Of a phoneme: IPA, with stress marks; empty for a pause."""


@dataclass(frozen=True)
class Sound:
    """What the formant synthesiser made of a text."""

    samples: NDArray[np.float32]
    rate: int
    events: tuple[Event, ...]


class Espeak:
    """Phonemes and plain speech in the seven languages."""

    def __init__(self) -> None:
        self._library = _load()
        self.rate: int = self._library.espeak_Initialize(
            SYNCHRONOUS, 0, os.fsencode(_data_path()), PHONEME_EVENTS | PHONEME_IPA | DONT_EXIT
        )
        if self.rate <= 0:
            raise Unavailable("espeak-ng cannot read its data", "reinstall the package espeakng-loader")
        self._blocks: list[NDArray[np.int16]] = []
        self._events: list[Event] = []
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)
        self._voice = ""

    def phonemes(self, text: str, language: str) -> list[str]:
        """IPA of the text, split at spaces; parts of one sound are tied with `^` (`e^ɪ`)."""
        self._choose(language)
        return [group for clause in self._clauses(text) for group in clause.split()]

    def speak(self, text: str, language: str, words_per_minute: int, variant: str = "") -> Sound:
        """Speak with the formant synthesiser; `variant` is one of espeak-ng's (`f2`, `m3`)."""
        self._choose(language, variant)
        self._library.espeak_SetParameter(RATE, words_per_minute, 0)
        self._blocks, self._events = [], []
        data = text.encode()
        self._library.espeak_Synth(data, len(data) + 1, 0, 1, 0, CHARS_UTF8 | END_PAUSE, None, None)
        self._library.espeak_Synchronize()
        samples = np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.int16)
        return Sound(np.asarray(samples, np.float32) / np.float32(32768), self.rate, tuple(self._events))

    def _clauses(self, text: str) -> Iterator[str]:
        data = ctypes.c_char_p(text.encode())
        rest = ctypes.pointer(data)
        while rest[0]:
            clause: bytes | None = self._library.espeak_TextToPhonemes(rest, CHARS_UTF8, IPA | TIE | ord("^") << 8)
            yield (clause or b"").decode()

    def _choose(self, language: str, variant: str = "") -> None:
        voice = ESPEAK_VOICES.get(language) or ESPEAK_VOICES[language.split("-")[0]]
        voice += f"+{variant}" if variant else ""
        if voice != self._voice:
            if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
                raise Unavailable(f"espeak-ng has no voice {voice}", "reinstall the package espeakng-loader")
            self._voice = voice

    def _take(
        self, samples: "ctypes._Pointer[ctypes.c_short]", number: int, events: "ctypes._Pointer[_Event]"
    ) -> int:
        if number > 0:
            self._blocks.append(np.ctypeslib.as_array(samples, (number,)).astype(np.int16))
        index = 0
        while events[index].type != EVENT_END:
            if events[index].type in (EVENT_WORD, EVENT_PHONEME):
                self._events.append(self._event(events[index]))
            index += 1
        return 0

    def _event(self, raw: _Event) -> Event:
        symbol = ctypes.string_at(ctypes.addressof(raw.id), 8).split(b"\0")[0] if raw.type == EVENT_PHONEME else b""
        return Event(raw.type, raw.sample / self.rate, raw.text_position - 1, symbol.decode(errors="ignore"))


def _data_path() -> str:
    """Where its data is, in a form short enough for it: in a deep folder, relative to a new working directory."""
    path = Path(import_module("espeakng_loader").get_data_path())
    if len(os.fsencode(path)) <= LONGEST_PATH:
        return str(path)
    os.chdir(path.parent)
    return path.name


def _load() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(import_module("espeakng_loader").get_library_path())
    except (ImportError, OSError) as error:
        raise Unavailable(f"espeak-ng does not load: {error}", "reinstall the package espeakng-loader") from error
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_Synth.argtypes = (
        ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int,
        ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p,
    )  # fmt: skip
    return library
