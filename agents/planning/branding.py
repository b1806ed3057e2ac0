"""A brand settles what a brief left open: who speaks, who is seen, and how it is captioned."""

from studio.domain.brand import Brand
from studio.domain.brief import ContentSpec, Piece
from studio.domain.voices import VOICES

AUTO = "auto"


def branded(spec: ContentSpec, brand: Brand | None) -> ContentSpec:
    """The spec with the brand's voice, presenter and captions wherever it says `auto`.

    A stock voice only speaks its own language: pieces in another one are left to the usual choice.
    """
    if brand is None:
        return spec
    return spec.model_copy(update={"pieces": tuple(_piece(piece, brand) for piece in spec.pieces)})


def _piece(piece: Piece, brand: Brand) -> Piece:
    found: dict[str, str | None] = {}
    if piece.voice == AUTO and brand.voice and _speaks(brand.voice, piece.language):
        found["voice"] = brand.voice
    if piece.avatar == AUTO and brand.presenter:
        found["avatar"] = None if brand.presenter == "none" else brand.presenter
    if piece.captions == AUTO and brand.captions:
        found["captions"] = brand.captions
    return piece.model_copy(update=found)


def _speaks(voice: str, language: str) -> bool:
    known = VOICES.get(voice)
    return known is None or known.language.split("-")[0] == language.split("-")[0]
