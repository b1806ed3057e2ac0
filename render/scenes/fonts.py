"""Pairings of typefaces, all under the SIL Open Font License 1.1."""

from render.scenes.look import Face, Fonts

INTER = Face(family="Inter", file="Inter", weight=500, leading=1.32)
INTER_BOLD = Face(family="Inter", file="Inter", weight=700, leading=1.18)
INTER_BLACK = Face(family="Inter", file="Inter", weight=900, leading=1.08)
ANTON = Face(family="Anton", file="Anton", weight=400, caps=True, leading=1.1)
BEBAS = Face(family="Bebas Neue", file="Bebas Neue", weight=400, caps=True, leading=0.98)
MONTSERRAT = Face(family="Montserrat", file="Montserrat", weight=500, leading=1.3)
MONTSERRAT_BOLD = Face(family="Montserrat", file="Montserrat", weight=700, leading=1.16)
MONTSERRAT_BLACK = Face(family="Montserrat", file="Montserrat", weight=900, leading=1.06)
POPPINS = Face(family="Poppins", file="Poppins SemiBold", weight=600, leading=1.28)
POPPINS_BOLD = Face(family="Poppins", file="Poppins", weight=700, leading=1.18)
POPPINS_BLACK = Face(family="Poppins", file="Poppins ExtraBold", weight=800, leading=1.1)

FONTS: tuple[Fonts, ...] = (
    Fonts(name="poster", display=ANTON, strong=INTER_BOLD, text=INTER),
    Fonts(name="editorial", display=MONTSERRAT_BLACK, strong=MONTSERRAT_BOLD, text=MONTSERRAT),
    Fonts(name="stadium", display=BEBAS, strong=POPPINS_BOLD, text=POPPINS),
    Fonts(name="friendly", display=POPPINS_BLACK, strong=POPPINS_BOLD, text=POPPINS),
    Fonts(name="clean", display=INTER_BLACK, strong=INTER_BOLD, text=INTER),
)
"""`poster` and `stadium` shout, `editorial` is sure of itself, `friendly` and `clean` talk."""

FALLBACKS: tuple[Face, ...] = (
    Face(family="Noto Sans Devanagari", file="Noto Sans Devanagari", weight=700),
    Face(family="Noto Sans", file="Noto Sans", weight=700),
)
"""Asked in turn for what a face cannot draw; they take over its weight."""
