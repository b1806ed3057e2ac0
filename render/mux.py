"""Encoded sound, and everything put together in one MP4."""

import heapq
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream

from render.encode import Coded, Stretch, coded
from render.formats import AUDIO_RATE, Profile, options, tag
from render.sound.aac import CODER
from render.sound.files import Signal, read

AAC_FRAME = 1024
"""Samples of one AAC-LC packet."""


class Film(NamedTuple):
    """What goes into a file: video stretches with the frame each starts at, and the sound."""

    width: int
    height: int
    fps: int
    video: Iterable[tuple[int, Stretch]]
    sound: Stretch | None


def encode_sound(path: Path, samples: int, kbps: int) -> Stretch:
    """Encode a sound file as AAC-LC, 48 kHz stereo, cut or padded to exactly `samples`."""
    signal = read(path)[:, :samples]
    signal = np.pad(signal, ((0, 0), (0, samples - signal.shape[1])))
    context = _aac(kbps)
    packets = tuple(coded(packet) for packet in _aac_packets(context, signal))
    return Stretch(bytes(context.extradata or b""), packets)


def _aac(kbps: int) -> AudioCodecContext:
    context = av.CodecContext.create("aac", "w")
    context.sample_rate, context.layout, context.format = AUDIO_RATE, "stereo", "fltp"
    context.bit_rate, context.time_base = kbps * 1000, Fraction(1, AUDIO_RATE)
    context.options = CODER
    context.flags |= av.codec.context.Flags.global_header
    return context


def _aac_packets(context: AudioCodecContext, signal: Signal) -> "Iterator[Packet[AudioStream]]":
    for start in range(0, signal.shape[1], AAC_FRAME):
        part = np.ascontiguousarray(signal[:, start : start + AAC_FRAME])
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = AUDIO_RATE, start, Fraction(1, AUDIO_RATE)
        yield from context.encode(frame)
    yield from context.encode(None)


def mux(film: Film, profile: Profile, path: Path) -> None:
    """Write the film as MP4 with its index in front; the file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    with av.open(str(temporary), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        lanes = [_packets(film.video, _video(container, film, profile), Fraction(1, film.fps))]
        if film.sound is not None:
            lanes.append(_packets(((0, film.sound),), _audio(container, profile), Fraction(1, AUDIO_RATE)))
        container.start_encoding()
        for _, packet in heapq.merge(*lanes, key=lambda pair: pair[0]):
            container.mux_one(packet)
    temporary.replace(path)


def _video(container: OutputContainer, film: Film, profile: Profile) -> Stream:
    """A stream with the header that the stretches were encoded with."""
    stream = container.add_stream("libx264", rate=film.fps, options=options(profile, film.fps))
    context = stream.codec_context
    context.width, context.height, context.pix_fmt = film.width, film.height, "yuv420p"
    context.thread_count = 1
    tag(context)
    return stream


def _audio(container: OutputContainer, profile: Profile) -> Stream:
    return container.add_stream("aac", rate=AUDIO_RATE, layout="stereo", bit_rate=profile.audio_kbps * 1000)


def _packets(
    stretches: Iterable[tuple[int, Stretch]], stream: Stream, base: Fraction
) -> "Iterator[tuple[Fraction, Packet[Stream]]]":
    """The packets of a stream in the order of their decoding, each with its time."""
    for start, stretch in stretches:
        for part in stretch.packets:
            yield (part.dts + start) * base, _packet(part, start, stream, base)


def _packet(part: Coded, start: int, stream: Stream, base: Fraction) -> "Packet[Stream]":
    packet: Packet[Stream] = Packet(part.data)
    packet.stream, packet.time_base = stream, base
    packet.pts, packet.dts, packet.duration = part.pts + start, part.dts + start, part.duration
    packet.is_keyframe = part.key
    return packet
