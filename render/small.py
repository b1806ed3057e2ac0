"""Small copies of pictures, for pages that show many of them."""

from io import BytesIO
from pathlib import Path

from PIL import Image

_QUALITY = 80
_METHOD = 5
"""Of 6: how long libwebp looks for a smaller file."""


def small_copy(path: Path, width: int) -> bytes:
    """A picture as WebP of this many pixels across, or as wide as it is where that is less.

    Args:
        path: A JPEG is decoded at the least size that will do, which takes a fraction of the time.
        width: Pixels.
    """
    with Image.open(path) as picture:
        size = (width, max(1, round(picture.height * width / picture.width)))
        picture.draft("RGB", size)
        picture.thumbnail(size, Image.Resampling.LANCZOS)
        done = BytesIO()
        picture.convert("RGB").save(done, "WEBP", quality=_QUALITY, method=_METHOD)
    return done.getvalue()
