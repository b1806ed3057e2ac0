"""Frames between a parent and its speech engine: a 4-byte big-endian length, then JSON."""

import json
import struct
from typing import Any, BinaryIO

HEAD = struct.Struct(">I")
Frame = dict[str, Any]


def pack(frame: Frame) -> bytes:
    """One frame as bytes."""
    body = json.dumps(frame, ensure_ascii=False).encode()
    return HEAD.pack(len(body)) + body


def read(stream: BinaryIO) -> Frame | None:
    """The next frame, or None at the end of the stream."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    (size,) = HEAD.unpack(head)
    body = stream.read(size)
    return decode(body) if len(body) == size else None


def decode(body: bytes) -> Frame:
    """The JSON of a frame's body."""
    frame: Frame = json.loads(body)
    return frame
