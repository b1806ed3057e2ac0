"""Drawn presenters: who they are, how they move, what they look like in every state."""

import math
from collections import Counter
from typing import get_args

import numpy as np
import pytest

from render.easing import pose_at
from render.faces.mouth import SHAPES
from render.faces.people import CAST, CLOSE, apart, cast, dressed
from render.faces.person import Person
from render.scenes.contrast import luminance, rgb
from render.scenes.presenter import RISE, portrait, presenter_layers
from render.scenes.zones import Box, zones
from render.timeline import Flipbook, Sprite
from render.vector import Pixels, rasterise
from studio.domain.platforms import Aspect
from studio.domain.presenter import Mouth, Nod, PresenterTrack, Viseme
from studio.domain.voices import VOICES, Voice

BOX = Box(190, 1170, 700, 750)


def track(seed: str = "heart-0", *, mouths: tuple[Mouth, ...] = (), tilt: float = 3.0) -> PresenterTrack:
    return PresenterTrack(
        style="host",
        seed=seed,
        mouths=mouths or (Mouth(at=0, viseme="rest"), Mouth(at=1.0, viseme="ai"), Mouth(at=2.0, viseme="mbp")),
        blinks=(1.5, 4.0),
        nods=(Nod(at=0), Nod(at=1, dx=5, dy=4, tilt=tilt, brows=1), Nod(at=2, dx=-3, tilt=-tilt), Nod(at=6)),
    )


def layers(found: PresenterTrack, box: Box = BOX) -> list[Sprite | Flipbook]:
    out = presenter_layers(found, box, 6.0, backing="#ffcc00")
    assert all(isinstance(layer, Sprite | Flipbook) for layer in out)
    return [layer for layer in out if isinstance(layer, Sprite | Flipbook)]


def books(found: PresenterTrack) -> tuple[Flipbook, Flipbook]:
    """Mouth and eyes."""
    mouth, eyes = (layer for layer in layers(found) if isinstance(layer, Flipbook))
    return mouth, eyes


def pictures(layer: Sprite | Flipbook) -> list[Pixels]:
    arts = [layer.art] if isinstance(layer, Sprite) else list(layer.frames)
    return [rasterise(art.svg, layer.w, layer.h) for art in arts]


def frame_at(book: Flipbook, at: float) -> int:
    return [flip.frame for flip in book.flips if flip.at <= at + 1e-9][-1]


def test_there_are_at_least_six_people_of_both_genders() -> None:
    genders = Counter(person.gender for person in CAST)
    assert min(genders["female"], genders["male"]) >= 3
    assert len({person.name for person in CAST}) == len(CAST)


@pytest.mark.parametrize("voice", VOICES.values(), ids=lambda voice: voice.name)
def test_a_voice_gets_a_face_that_fits(voice: Voice) -> None:
    assert all(cast(f"{voice.name}-{n}").gender == voice.gender for n in range(8))
    assert cast(f"{voice.name}-0").name != cast(f"{voice.name}-1").name


def test_seeds_name_a_gender_or_nothing() -> None:
    assert len({cast(f"female-{n}").name for n in range(6)}) == 6
    assert {cast(f"male-{n}").gender for n in range(9)} == {"male"}
    assert cast("anything at all") is cast("anything at all")


@pytest.mark.parametrize("person", range(12))
def test_every_mouth_of_every_person_looks_different(person: int) -> None:
    seed = (
        f"{CAST[person].gender}-{[p.name for p in CAST if p.gender == CAST[person].gender].index(CAST[person].name)}"
    )
    assert cast(seed) is CAST[person]
    shapes = get_args(Viseme)
    mouths = tuple(Mouth(at=i * 0.05, viseme=shape) for i, shape in enumerate(shapes))
    book, _ = books(track(seed, mouths=mouths))
    drawn = pictures(book)
    assert len(drawn) == len(shapes)
    assert all(0.005 < (picture[..., 3] > 0).mean() < 0.8 for picture in drawn)
    assert all((picture[0] == 0).all() and (picture[:, 0] == 0).all() for picture in drawn), "cut off"
    assert len({picture.tobytes() for picture in drawn}) == len(shapes)


def test_wider_sounds_open_the_mouth_wider() -> None:
    opening = {shape: lips.up + lips.down for shape, lips in SHAPES.items()}
    assert opening["mbp"] < opening["rest"] + 0.5 < opening["fv"] < opening["e"] < opening["ai"]
    assert SHAPES["u"].half < SHAPES["o"].half < SHAPES["ai"].half < SHAPES["e"].half


def test_mouths_arrive_on_time_by_way_of_a_shape_between() -> None:
    mouth, _ = books(track())
    rest, between, wide = (frame_at(mouth, at) for at in (0.9, 0.98, 1.0))
    assert len({rest, between, wide}) == 3
    assert frame_at(mouth, 1.9) == wide


def test_each_shape_is_drawn_once() -> None:
    mouths = tuple(Mouth(at=i * 0.2, viseme="ai" if i % 2 else "rest") for i in range(20))
    mouth, _ = books(track(mouths=mouths))
    assert len(mouth.frames) == 3


def test_eyes_close_at_blinks_and_open_again() -> None:
    _, eyes = books(track())
    opened, half, closed = 0, 1, 2
    assert [frame_at(eyes, at) for at in (1.49, 1.51, 1.55, 1.61, 1.64)] == [opened, half, closed, half, opened]
    dark = [int((picture[..., 3] > 0).sum()) for picture in pictures(eyes)]
    assert dark[opened] > dark[closed]


def test_all_parts_of_the_head_move_as_one() -> None:
    """Two parts keep their distance and their angle whatever the head does."""
    parts = [layer for layer in layers(track(tilt=8.0)) if layer.role == "presenter" and not _is_brows(layer)]
    for at in (0.7, 1.0, 1.4, 2.0, 3.0):
        poses = [pose_at(part.keys, at) for part in parts]
        assert len({round(pose.rotation, 2) for pose in poses}) == 1
        centres = [(p.x + p.w / 2 + pose.x, p.y + p.h / 2 + pose.y) for p, pose in zip(parts, poses, strict=True)]
        rests = [(p.x + p.w / 2, p.y + p.h / 2) for p in parts]
        for centre, rest in zip(centres[1:], rests[1:], strict=True):
            assert math.dist(centre, centres[0]) == pytest.approx(math.dist(rest, rests[0]), abs=1.0)


def _is_brows(layer: Sprite | Flipbook) -> bool:
    return isinstance(layer, Sprite) and layer.h < 80


def test_brows_rise_with_the_nod() -> None:
    brows = next(layer for layer in layers(track(tilt=0.0)) if _is_brows(layer))
    eyes = books(track(tilt=0.0))[1]
    gap = {at: pose_at(brows.keys, at).y - pose_at(eyes.keys, at).y for at in (1.0, 6.0)}
    assert gap[1.0] < -5
    assert gap[6.0] == pytest.approx(0.0)


def test_the_presenter_comes_up_from_below_and_stays() -> None:
    for layer in layers(track())[1:]:
        assert pose_at(layer.keys, 0).y > 50
        assert abs(pose_at(layer.keys, RISE).y) < 12
        assert (layer.start, layer.end) == (0.0, 6.0)


@pytest.mark.parametrize("aspect", get_args(Aspect))
@pytest.mark.parametrize("person", range(12))
def test_the_face_keeps_to_its_place(aspect: Aspect, person: int) -> None:
    """Everything drawn of the head but falling hair lies in the face's zone, and covers a good part of it."""
    layout = zones("tiktok", aspect, True)
    assert layout.presenter is not None
    assert layout.face is not None
    gender = CAST[person].gender
    number = [p.name for p in CAST if p.gender == gender].index(CAST[person].name)
    found = layers(track(f"{gender}-{number}"), layout.presenter)
    head = next(layer for layer in found if layer.role == "presenter" and isinstance(layer, Sprite))
    rows = np.flatnonzero((pictures(head)[0][..., 3] > 96).any(axis=1))
    assert head.y + rows[0] >= layout.face.y - 1
    mouth, eyes = (layer for layer in found if isinstance(layer, Flipbook))
    for part in (mouth, eyes):
        assert layout.face.holds(Box(int(part.x), int(part.y), part.w, part.h))


def test_bodies_reach_below_their_box() -> None:
    body = max((layer for layer in layers(track()) if layer.role == "decor"), key=lambda layer: layer.y + layer.h)
    assert body.y + body.h >= BOX.bottom + 30
    assert (pictures(body)[0][-1, :, 3] > 0).any()


def test_sprites_are_small() -> None:
    drawn = sum(
        layer.w * layer.h * (len(layer.frames) if isinstance(layer, Flipbook) else 1) for layer in layers(track())
    )
    assert drawn < 1080 * 1920


def test_the_same_track_gives_the_same_layers() -> None:
    assert layers(track()) == layers(track())


def test_without_a_colour_there_is_no_disc() -> None:
    assert len(presenter_layers(track(), BOX, 6.0)) == len(layers(track())) - 1


@pytest.mark.parametrize("backing", ["#e3a02c", "#1b1214", "#1f8a8a", "#ffffff", "#cfc9cb"])
@pytest.mark.parametrize("person", CAST, ids=lambda person: person.name)
def test_clothes_and_hair_stand_out_from_what_is_behind(person: Person, backing: str) -> None:
    assert math.dist(rgb(dressed(person, backing).cloth), rgb(backing)) >= CLOSE
    if luminance(person.hair_color) < 0.5:
        assert math.dist(rgb(apart(backing, person.hair_color)), rgb(person.hair_color)) >= CLOSE


def test_a_portrait_shows_the_whole_person() -> None:
    picture = rasterise(portrait("heart-0", 360, 480).svg, 360, 480)
    assert (picture[..., 3] > 0).mean() > 0.3
    assert (picture[-1, :, 3] > 0).any()
