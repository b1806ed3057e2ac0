"""The same timeline drawn with MoviePy: slow, in RGB, by another road. Tests and the benchmark compare against it.

Every layer becomes MoviePy clips of one CompositeVideoClip: photographs are resampled by Pillow with real-valued
boxes, flipbooks are one ImageClip per picture shown, crossfades are MoviePy's own.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from moviepy import ColorClip, CompositeVideoClip, ImageClip, VideoClip, VideoFileClip, vfx
from PIL import Image

from render.easing import Pose, Track
from render.formats import Profile, options
from render.painters.backdrop import BackdropPainter
from render.painters.base import Resolve, Stage
from render.painters.crops import between, crop_rect
from render.painters.photo import blur_filled, load_rgb
from render.painters.sprite import load_rgba
from render.planes import Pixels, blank, to_rgb
from render.timeline import Art, Backdrop, Clip, Crop, Flipbook, Layer, Sprite, Still, Timeline
from studio.errors import BadRequest

ENCODER = ("crf", "bf", "x264-params")
"""Settings that decide on quality and work, beside the preset, by FFmpeg's names."""


def reference(timeline: Timeline, resolve: Resolve) -> CompositeVideoClip:
    """The timeline as a MoviePy clip; `get_frame(t)` gives RGB of shape (height, width, 3)."""
    stage = Stage(timeline.width, timeline.height, timeline.fps, resolve)
    ground = ColorClip((timeline.width, timeline.height), color=(0, 0, 0), duration=timeline.seconds)
    clips = [clip for layer in timeline.layers for clip in _clips(layer, stage)]
    made = CompositeVideoClip([ground, *clips], size=(timeline.width, timeline.height))
    return made.with_duration(timeline.seconds)


def write(
    timeline: Timeline, resolve: Resolve, out: Path, profile: Profile, threads: int, audio: Path | None
) -> None:
    """Write the MoviePy version with the encoder settings of a profile, as BT.709."""
    tags = [f"-{name}" for name in ("color_primaries", "color_trc", "colorspace")]
    same = {key: value for key, value in options(profile, 0).items() if key in ENCODER}
    chosen = [part for key, value in same.items() for part in (f"-{key}", value)]
    chosen += ["-vf", "scale=out_color_matrix=bt709:out_range=tv", "-pix_fmt", "yuv420p"]
    reference(timeline, resolve).write_videofile(
        str(out),
        fps=timeline.fps,
        codec="libx264",
        preset=profile.preset,
        threads=threads,
        audio=str(audio) if audio else False,
        audio_codec="aac",
        ffmpeg_params=[*chosen, *(part for tag in tags for part in (tag, "bt709"))],
        logger=None,
    )


def _clips(layer: Layer, stage: Stage) -> Iterator[VideoClip]:
    if isinstance(layer, Backdrop):
        yield _timed(_backdrop(layer, stage), layer)
    elif isinstance(layer, Still):
        yield _timed(_still(layer, stage), layer)
    elif isinstance(layer, Clip):
        yield _timed(_clip(layer, stage), layer)
    elif isinstance(layer, Sprite):
        yield _timed(_drawn(layer, layer.art, stage, 0.0), layer)
    else:
        yield from _flips(layer, stage)


def _timed(clip: VideoClip, layer: Layer) -> VideoClip:
    clip = clip.with_duration(layer.end - layer.start).with_start(layer.start)
    effects = []
    if layer.fade_in > 0:
        effects.append(vfx.CrossFadeIn(layer.fade_in))
    if layer.fade_out > 0:
        effects.append(vfx.CrossFadeOut(layer.fade_out))
    return clip.with_effects(effects) if effects else clip


def _backdrop(layer: Backdrop, stage: Stage) -> VideoClip:
    painter, canvas = BackdropPainter(layer, stage), blank(stage.width, stage.height)

    def frame(t: float) -> Pixels:
        painter.draw(canvas, t)
        return to_rgb(canvas)

    return VideoClip(frame)


def _still(layer: Still, stage: Stage) -> VideoClip:
    x, y, w, h = (round(v) for v in layer.box or (0, 0, stage.width, stage.height))
    rgb = load_rgb(stage.resolve(layer.asset))
    rgb = blur_filled(rgb, w, h) if layer.blur_fill else rgb
    picture, length = Image.fromarray(rgb), layer.end - layer.start
    ends = [crop_rect(crop, rgb.shape[1], rgb.shape[0], w, h) for crop in (layer.source, layer.target)]

    def frame(t: float) -> Pixels:
        left, top, wide, high = between(ends[0], ends[1], t / length)
        box = (max(0.0, left), max(0.0, top), min(picture.width, left + wide), min(picture.height, top + high))
        return np.asarray(picture.resize((w, h), Image.Resampling.BICUBIC, box=box))

    return VideoClip(frame).with_position((x, y))


def _clip(layer: Clip, stage: Stage) -> VideoClip:
    if layer.blur_fill:
        raise BadRequest("the MoviePy reference does not draw clips with blurred sides", "leave out `blur_fill`")
    clip = VideoFileClip(str(stage.resolve(layer.asset)), audio=False).subclipped(layer.source_start)
    clip = clip.with_speed_scaled(layer.speed) if layer.speed != 1 else clip
    columns, rows = clip.size
    left, top, w, h = crop_rect(Crop(), columns, rows, stage.width, stage.height)
    if (w, h) != (columns, rows):
        clip = clip.cropped(x1=round(left), y1=round(top), width=round(w), height=round(h))
    return clip if tuple(clip.size) == (stage.width, stage.height) else clip.resized((stage.width, stage.height))


def _flips(layer: Flipbook, stage: Stage) -> Iterator[VideoClip]:
    """One clip for each picture shown, moved as the whole is moved."""
    length = layer.end - layer.start
    ends = [flip.at for flip in layer.flips[1:]] + [length]
    for flip, end in zip(layer.flips, ends, strict=True):
        if flip.frame >= 0 and flip.at < min(end, length):
            clip = _drawn(layer, layer.frames[flip.frame], stage, flip.at)
            yield clip.with_start(layer.start + flip.at).with_duration(min(end, length) - flip.at)


def _drawn(layer: Sprite | Flipbook, art: Art, stage: Stage, since: float) -> VideoClip:
    """A picture with transparency; `since` is when it is first shown, in seconds of the layer."""
    rgba = load_rgba(art, layer.w, layer.h, stage)
    if len(layer.keys) < 2 and Track(layer.keys).at(since) == Pose():
        return ImageClip(rgba).with_position((round(layer.x), round(layer.y)))
    return _moving(layer, rgba, since)


def _moving(layer: Sprite | Flipbook, rgba: Pixels, since: float) -> VideoClip:
    """The picture warped by Pillow inside a frame with room around it, colour and mask apart."""
    room = max(layer.w, layer.h) // 2
    picture, track = Image.fromarray(rgba).convert("RGBa"), Track(layer.keys)

    def warped(t: float) -> Pixels:
        return _warp(picture, track.at(t + since), layer.w, layer.h, room)

    def color(t: float) -> Pixels:
        return np.asarray(warped(t)[..., :3])

    def mask(t: float) -> Pixels:
        return np.asarray(warped(t)[..., 3] / 255.0)

    clip = VideoClip(_once(color)).with_mask(VideoClip(_once(mask), is_mask=True))
    return clip.with_position((round(layer.x) - room, round(layer.y) - room))


def _once(make: Callable[[float], Pixels]) -> Callable[[float], Pixels]:
    """Remember the last frame: MoviePy asks for the first one when a clip is made."""
    kept: list[tuple[float, Pixels]] = []

    def frame(t: float) -> Pixels:
        if not kept or kept[0][0] != t:
            kept[:] = [(t, make(t))]
        return kept[0][1]

    return frame


def _warp(picture: Image.Image, pose: Pose, width: int, height: int, room: int) -> Pixels:
    """Straight-alpha RGBA of the picture moved, scaled, turned, faded and wiped, with `room` on every side."""
    if pose.scale <= 0 or pose.opacity <= 0:
        return np.zeros((height + 2 * room, width + 2 * room, 4), np.uint8)
    turn, center = np.deg2rad(pose.rotation), np.array([width / 2, height / 2])
    c, s = np.cos(turn) / pose.scale, np.sin(turn) / pose.scale
    back = np.array([[c, s], [-s, c]])
    offset = center - back @ (center + room + [pose.x, pose.y])
    shown = picture.crop((0, 0, round(width * min(1.0, pose.wipe)), height)) if pose.wipe < 1 else picture
    data = (back[0, 0], back[0, 1], offset[0], back[1, 0], back[1, 1], offset[1])
    size = (width + 2 * room, height + 2 * room)
    moved = shown.transform(size, Image.Transform.AFFINE, data, Image.Resampling.BILINEAR).convert("RGBA")
    rgba = np.array(moved)
    rgba[..., 3] = np.rint(rgba[..., 3] * min(1.0, pose.opacity))
    return rgba
