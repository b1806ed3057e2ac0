from render.scenes.contrast import contrast
from render.scenes.palettes import PALETTES, Ground, palettes_for

WCAG_AA = 4.5


def pairs(ground: Ground) -> list[tuple[str, str]]:
    on_ground = [(text, color) for text in (ground.ink, ground.soft, ground.pop) for color in ground.colors]
    return [
        *on_ground,
        (ground.on_accent, ground.accent),
        (ground.on_second, ground.second),
        *((text, ground.card) for text in (ground.on_card, ground.card_soft, ground.card_pop)),
    ]


def test_all_text_is_readable_on_what_it_stands_on() -> None:
    for name, palette in PALETTES.items():
        for ground in (palette.base, palette.bold):
            for text, under in pairs(ground):
                assert contrast(text, under) >= WCAG_AA, (name, text, under)


def test_there_are_dark_and_light_ones() -> None:
    dark = [palette for palette in PALETTES.values() if palette.dark]
    assert len(PALETTES) >= 12
    assert len(dark) >= 6 and len(PALETTES) - len(dark) >= 6


def test_a_moods_own_come_first_and_none_is_left_out() -> None:
    names = palettes_for("calm")
    assert names[0] == "mint"
    assert sorted(names) == sorted(PALETTES)
