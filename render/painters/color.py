"""Decoded video frames to planar BT.709 limited range, from any format, matrix, range or HDR curve."""

import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from render.planes import Pixels, Planes

BT709, UNKNOWN = 1, 2
"""Values of the matrix in ITU-T H.273."""

HD_HEIGHT = 720
"""From this height on, untagged video is taken as BT.709, below as BT.601, as players do."""


HDR = (ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67)
"""Transfer curves of high dynamic range: PQ and HLG."""


def planar(frame: VideoFrame) -> Planes:
    """The frame as 4:2:0 planes of its own size, cut to an even one. May share memory with the frame.

    High dynamic range is brought to BT.709 by swscale, which clips light above diffuse white.
    """
    matrix = frame.colorspace
    if matrix == UNKNOWN:
        matrix = BT709 if min(frame.width, frame.height) >= HD_HEIGHT else Colorspace.ITU601
    full = frame.color_range == ColorRange.JPEG or frame.format.name.startswith("yuvj")
    hdr = frame.color_trc in HDR
    if frame.format.name != "yuv420p" or matrix != BT709 or full or hdr:
        frame = frame.reformat(
            format="yuv420p",
            src_colorspace=matrix,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG if full else ColorRange.MPEG,
            dst_color_range=ColorRange.MPEG,
            dst_color_trc=ColorTrc.BT709 if hdr else None,
            dst_color_primaries=ColorPrimaries.BT709 if hdr else None,
            threads=1,
        )
    width, height = frame.width & ~1, frame.height & ~1
    y, u, v = (view(plane) for plane in frame.planes)
    half = np.s_[: height // 2, : width // 2]
    return Planes(y[:height, :width], u[half], v[half])


def view(plane: VideoPlane) -> Pixels:
    """The plane's memory as (height, width), without copying."""
    memory: Pixels = np.frombuffer(memoryview(plane), np.uint8)
    return memory.reshape(plane.height, plane.line_size)[:, : plane.width]
