from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageCms

from render.importer import Imported, import_file, import_folder
from studio.errors import BadRequest, NotFound
from studio.storage.store import AssetStore
from tests.fakes.heic import heic
from tests.fakes.media import Picture, clip, huge_png, tone


@pytest.fixture
def store(tmp_path: Path) -> AssetStore:
    return AssetStore(tmp_path / "store")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "media"
    made.mkdir()
    return made


def frames_of(item: Imported, store: AssetStore) -> list[Picture]:
    assert item.asset is not None
    with av.open(str(store.path(item.asset.sha256))) as container:
        stream = container.streams.video[0]
        assert not container.streams.audio
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert [int(v) for v in (stream.codec_context.color_primaries, stream.codec_context.color_trc)] == [1, 1]
        assert stream.average_rate == 30
        return [frame.to_ndarray(format="rgb24").astype(np.uint8) for frame in container.decode(stream)]


def one(path: Path, store: AssetStore) -> Imported:
    item = import_file(path, store)
    assert item.asset is not None, item.reason
    return item


def corner(width: int, height: int) -> Picture:
    """White in the top left quarter, dark elsewhere."""
    picture = np.full((height, width, 3), 30, np.uint8)
    picture[: height // 2, : width // 2] = 230
    return picture


def bright_quarter(picture: Picture) -> str:
    half_y, half_x = picture.shape[0] // 2, picture.shape[1] // 2
    quarters = {
        "top left": picture[:half_y, :half_x],
        "top right": picture[:half_y, half_x:],
        "bottom left": picture[half_y:, :half_x],
        "bottom right": picture[half_y:, half_x:],
    }
    return max(quarters, key=lambda name: float(quarters[name].mean()))


@pytest.mark.parametrize(("rotation", "where"), [(90, "top right"), (180, "bottom right"), (270, "bottom left")])
def test_a_turned_clip_comes_out_upright(folder: Path, store: AssetStore, rotation: int, where: str) -> None:
    path = clip(folder / "a.mp4", width=320, height=180, rotation=rotation, frames=lambda n: corner(320, 180))
    item = one(path, store)
    assert (item.width, item.height) == ((320, 180) if rotation == 180 else (180, 320))
    assert bright_quarter(frames_of(item, store)[5]) == where


def test_a_varying_rate_becomes_constant_and_keeps_its_length(folder: Path, store: AssetStore) -> None:
    gaps = [0.033, 0.1, 0.25, 0.033] * 5
    times = [sum(gaps[:n]) for n in range(len(gaps))]
    item = one(clip(folder / "a.mp4", times=times), store)
    assert item.seconds == pytest.approx(times[-1], abs=0.2)
    assert len(frames_of(item, store)) == round(item.seconds * 30)


@pytest.mark.parametrize("transfer", [16, 18])
def test_hdr_comes_out_as_a_natural_bt709_grey(folder: Path, store: AssetStore, transfer: int) -> None:
    """Diffuse white of both systems (58 % PQ, 75 % HLG, BT.2408) lands bright but not clipped, and neutral."""
    code = 0.58 if transfer == 16 else 0.75
    grey = np.full((180, 320, 3), round(code * 255), np.uint8)
    path = clip(
        folder / "a.mp4", codec="libx265", pix_fmt="yuv420p10le", colour=(9, transfer, 9, 1), frames=lambda n: grey
    )
    middle = frames_of(one(path, store), store)[5][90, 160]
    assert 195 <= middle.mean() <= 250
    assert int(middle.max()) - int(middle.min()) <= 6


def test_an_odd_size_becomes_even_and_a_large_one_fits(folder: Path, store: AssetStore) -> None:
    odd = one(clip(folder / "odd.mp4", width=321, height=179, pix_fmt="yuv444p"), store)
    assert (odd.width % 2, odd.height % 2) == (0, 0)
    large = one(clip(folder / "large.mp4", width=2560, height=1440, seconds=0.6), store)
    assert (large.width, large.height) == (1920, 1080)


def test_colours_survive_untagged_and_tagged(folder: Path, store: AssetStore) -> None:
    red = np.zeros((180, 320, 3), np.uint8)
    red[:] = (200, 40, 40)
    tagged = frames_of(one(clip(folder / "a.mp4", frames=lambda n: red), store), store)[3][90, 160]
    assert np.abs(tagged.astype(int) - (200, 40, 40)).max() <= 6


def test_the_sound_of_a_clip_is_left_out(folder: Path, store: AssetStore) -> None:
    frames_of(one(clip(folder / "a.mp4", sound=tone(2)), store), store)


def test_a_gif_becomes_a_clip_and_a_still_one_a_photo(folder: Path, store: AssetStore) -> None:
    assert one(clip(folder / "a.gif", codec="gif", pix_fmt="rgb8", seconds=1), store).kind == "video"
    Image.new("P", (30, 20)).save(folder / "b.gif")
    assert one(folder / "b.gif", store).kind == "image"


def test_a_photo_is_turned_and_loses_the_place_it_was_taken(folder: Path, store: AssetStore) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    Image.fromarray(corner(60, 40)).save(folder / "a.jpg", exif=exif, quality=95)
    item = one(folder / "a.jpg", store)
    assert item.asset is not None and item.asset.media_type == "image/jpeg"
    with Image.open(store.path(item.asset.sha256)) as picture:
        assert picture.size == (40, 60) == (item.width, item.height)
        assert not picture.getexif()
        assert bright_quarter(np.asarray(picture)) == "top right"


def test_transparent_photos_stay_transparent(folder: Path, store: AssetStore) -> None:
    Image.new("RGBA", (30, 20), (255, 0, 0, 0)).save(folder / "a.png")
    item = one(folder / "a.png", store)
    assert item.asset is not None and item.asset.media_type == "image/png"
    with Image.open(store.path(item.asset.sha256)) as picture:
        assert picture.getchannel("A").getextrema() == (0, 0)


@pytest.mark.parametrize(
    ("name", "mode"), [("a.webp", "RGB"), ("a.avif", "RGB"), ("a.jpg", "CMYK"), ("a.png", "I;16")]
)
def test_photo_formats(folder: Path, store: AssetStore, name: str, mode: str) -> None:
    Image.new("RGB", (64, 48), (200, 100, 50)).convert("L" if mode == "I;16" else mode).convert(mode).save(
        folder / name
    )
    item = one(folder / name, store)
    assert (item.kind, item.width, item.height) == ("image", 64, 48)


def test_the_colour_profile_of_a_photo_is_used_up(folder: Path, store: AssetStore) -> None:
    """With the red and green primaries exchanged in its profile, the same photo looks exchanged."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exchanged = srgb.replace(b"rXYZ", b"tmp!").replace(b"gXYZ", b"rXYZ").replace(b"tmp!", b"gXYZ")
    for profile, wanted in ((srgb, (200, 100, 50)), (exchanged, (100, 200, 50))):
        Image.new("RGB", (8, 8), (200, 100, 50)).save(folder / "a.png", icc_profile=profile)
        item = one(folder / "a.png", store)
        assert item.asset is not None
        with Image.open(store.path(item.asset.sha256)) as picture:
            assert "icc_profile" not in picture.info
            assert np.abs(np.asarray(picture)[4, 4].astype(int) - wanted).max() <= 8


def test_a_folder_in_natural_order_with_reasons_for_what_is_left_out(folder: Path, store: AssetStore) -> None:
    for number in (10, 2, 1):
        Image.new("RGB", (32, 32), (number * 20, 0, 0)).save(folder / f"IMG_{number}.jpg")
    (folder / "IMG_3.jpg").write_bytes(b"\xff\xd8\xff\xe0 broken")
    (folder / "notes.txt").write_text("hello")
    (folder / ".DS_Store").write_bytes(b"x")
    huge_png(folder / "poster.png")
    taken = import_folder(folder, store)
    assert [item.name for item in taken] == [
        "IMG_1.jpg",
        "IMG_2.jpg",
        "IMG_3.jpg",
        "IMG_10.jpg",
        "notes.txt",
        "poster.png",
    ]
    assert [item.asset is not None for item in taken] == [True, True, False, True, False, False]
    assert "damaged" in taken[2].reason and "pixels" in taken[5].reason


def test_the_limit_leaves_out_the_rest_and_says_so(folder: Path, store: AssetStore) -> None:
    for number in range(4):
        Image.new("RGB", (32, 32)).save(folder / f"{number}.jpg")
    taken = import_folder(folder, store, limit=2)
    assert [item.asset is not None for item in taken] == [True, True, False, False]
    assert "first 2" in taken[3].reason


def test_a_folder_without_anything_usable_is_a_bad_request(folder: Path, store: AssetStore) -> None:
    with pytest.raises(BadRequest):
        import_folder(folder, store)
    (folder / "a.mp4").write_text("#EXTM3U\n")
    with pytest.raises(BadRequest) as caught:
        import_folder(folder, store)
    assert "playlist" in caught.value.hint
    with pytest.raises(NotFound):
        import_folder(folder / "none", store)


def test_half_a_clip_gives_its_first_half(folder: Path, store: AssetStore) -> None:
    path = clip(folder / "a.mkv", seconds=4)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    item = one(path, store)
    assert 0.5 < item.seconds < 3.9


def test_the_same_file_gives_the_same_asset(folder: Path, store: AssetStore) -> None:
    path = clip(folder / "a.mp4")
    assert one(path, store) == one(path, store)


def test_a_heic_photo_of_a_phone(folder: Path, store: AssetStore) -> None:
    item = one(heic(folder / "IMG_1.HEIC", corner(128, 96)), store)
    assert (item.kind, item.width, item.height) == ("image", 128, 96)
    assert item.asset is not None
    with Image.open(store.path(item.asset.sha256)) as picture:
        assert bright_quarter(np.asarray(picture)) == "top left"
