from itertools import pairwise

from render.scenes.choose import choose
from render.scenes.kinds import KINDS
from render.scenes.look import Medium
from studio.domain.script import Mood
from tests.fakes.scenes import reel


def test_siblings_differ_in_colour_ground_and_layout_but_share_type_and_cards() -> None:
    looks = [choose(reel(), aspect="9:16", index=i, seed=3) for i in range(6)]
    assert len({look.palette.name for look in looks}) == 6
    assert len({look.fonts.name for look in looks}) == 1
    assert len({(look.card, look.radius) for look in looks}) == 1
    for one, other in pairwise(looks):
        assert one.backdrop != other.backdrop
        assert one.palette.dark != other.palette.dark
        assert one.decor != other.decor
        for mine, theirs, scene in zip(one.scenes, other.scenes, reel().scenes, strict=True):
            count = len(KINDS[scene.kind])
            assert mine.variant % count != theirs.variant % count


def test_siblings_of_other_moods_share_no_palette() -> None:
    moods: tuple[Mood, ...] = ("happy", "energetic", "calm", "tender", "nostalgic", "happy", "calm", "energetic")
    for seed in range(20):
        looks = [choose(reel(mood=mood), aspect="9:16", index=i, seed=seed) for i, mood in enumerate(moods)]
        assert len({look.palette.name for look in looks}) == len(moods)
        assert len({look.fonts.name for look in looks}) == 1


def test_the_same_order_gives_the_same_look() -> None:
    assert choose(reel(), aspect="9:16", index=2, seed=5) == choose(reel(), aspect="9:16", index=2, seed=5)


def test_another_seed_is_another_brand() -> None:
    brands = {
        (x.fonts.name, x.card, x.radius) for x in (choose(reel(), aspect="9:16", index=0, seed=s) for s in range(8))
    }
    assert len(brands) > 2


def test_every_kind_has_two_layouts_at_least() -> None:
    assert all(len(layouts) >= 2 for layouts in KINDS.values())


def test_media_go_round_with_other_crops() -> None:
    photo = Medium(asset="a" * 64, video=False, width=4000, height=3000)
    clip = Medium(asset="b" * 64, video=True, width=1920, height=1080, seconds=20)
    look = choose(reel(), aspect="9:16", index=0, media=[photo, clip])
    shown = [scene.medium for scene in look.scenes]
    assert all(medium is not None for medium in shown)
    stills = [m.crops for m in shown if m and not m.video]
    assert len(set(stills)) == len(stills)
    starts = [m.start for m in shown if m and m.video]
    assert len(set(starts)) == len(starts)
    for first, last in stills:
        for crop in (first, last):
            assert crop.x >= 0 and crop.y >= 0 and crop.x + crop.w <= 1 + 1e-9 and crop.y + crop.h <= 1 + 1e-9
            assert abs(crop.w * 4000 / (crop.h * 3000) - 1080 / 1920) < 1e-6


def test_another_take_changes_one_scene_and_no_other() -> None:
    script = reel()
    was = choose(script, aspect="9:16", index=2, seed=5)
    for number, scene in enumerate(script.scenes):
        takes = [choose(script, aspect="9:16", index=2, seed=5, takes={scene.id: take}) for take in range(9)]
        assert takes[0] == was
        for before, look in pairwise(takes):
            assert look.model_copy(update={"scenes": was.scenes}) == was
            assert [s for s in look.scenes if s.scene != scene.id] == [s for s in was.scenes if s.scene != scene.id]
            mine, last, count = look.scenes[number], before.scenes[number], len(KINDS[scene.kind])
            assert mine.variant % count != last.variant % count
            assert mine.enter == last.enter, "its neighbours give way to it as before"
        grounds = [look.ground(scene.id) for look in takes]
        assert grounds[0] != grounds[1] == grounds[2] != grounds[3] == grounds[4]
        ways = {
            (style.variant % count, look.ground(scene.id).colors, style.own.decor if style.own else look.decor)
            for look in takes
            if (style := look.of(scene.id))
        }
        assert len(ways) == len(takes), "none comes back soon"


def test_another_take_shows_the_medium_that_is_farthest_away() -> None:
    media = [
        Medium(asset=letter * 64, video=True, width=1080, height=1920, seconds=20, start=0)
        for letter in "abcdefghijk"
    ]
    script = reel()
    last = len(script.scenes) - 1

    def shown(count: int, scene: int, take: int) -> tuple[str, float]:
        takes = {script.scenes[scene].id: take}
        looks = choose(script, aspect="9:16", index=0, media=media[:count], takes=takes).scenes
        plain = choose(script, aspect="9:16", index=0, media=media[:count]).scenes
        assert [s for n, s in enumerate(looks) if n != scene] == [s for n, s in enumerate(plain) if n != scene]
        found = looks[scene].medium
        assert found
        return found.asset[0], found.start

    assert [shown(11, 0, take)[0] for take in range(4)] == ["a", "i", "j", "k"], "what no scene shows comes first"
    assert [shown(8, 0, take)[0] for take in range(3)] == ["a", "h", "g"], "then what is shown long after"
    assert shown(8, 0, 1)[1] != shown(8, last, 0)[1], "from another moment on"
    assert len({shown(1, 2, take) for take in range(1, 4)}) == 3, "a single one goes on to another moment"
    assert len({shown(8, 3, take) for take in range(1, 9)}) == 8
