"""Pexels as its documentation describes it: photographs in any size asked for, footage in four."""

from typing import Any, ClassVar

from tests.fakes.vendors.base import FakeVendor, route
from tests.fakes.vendors.media import jpeg, mp4
from tests.fakes.vendors.specs import Spec
from tests.fakes.vendors.wire import Call, Reply

SECONDS = 1
SIZES = {"portrait": (9, 16), "landscape": (16, 9), "square": (1, 1)}


class PexelsFake(FakeVendor):
    """Knows three photographs and three films for every query but `nothing`."""

    name: ClassVar[str] = "pexels"
    auth: ClassVar[tuple[str, str]] = ("authorization", "{key}")
    open_paths: ClassVar[tuple[str, ...]] = ("/pictures/", "/video-files/")

    def __init__(self) -> None:
        super().__init__()
        self.seconds = SECONDS
        """Length of every film, in whole seconds."""
        self.widths: tuple[int, ...] = (540, 720, 1080, 2160)
        """Short sides of the files of each film."""
        self._specs = [Spec.load("pexels-photos.yml", "/v1"), Spec.load("pexels-videos.yml", "")]

    def check(self, call: Call, reply: Reply) -> list[str]:
        return [line for spec in self._specs if spec for line in spec.check(call, reply)]

    @route("GET", "/v1/search")
    def photos(self, call: Call) -> Reply:
        self.bill("call", 1, "search")
        numbers = range(1, 4) if call.query["query"] != "nothing" else range(0)
        return Reply(self._page(call, photos=[self._photo(n, call) for n in numbers]))

    @route("GET", "/videos/search")
    def videos(self, call: Call) -> Reply:
        self.bill("call", 1, "search")
        numbers = range(1, 4) if call.query["query"] != "nothing" else range(0)
        return Reply(self._page(call, videos=[self._video(n, call) for n in numbers]))

    @route("GET", "/pictures/{name}")
    def photo_file(self, call: Call) -> Reply:
        width, height = (int(part) for part in call.params["name"].split(".")[0].split("-")[1:])
        return Reply(jpeg(int(call.query.get("w", width)), int(call.query.get("h", height))), media_type="image/jpeg")

    @route("GET", "/video-files/{name}")
    def video_file(self, call: Call) -> Reply:
        _, width, height = (int(part) for part in call.params["name"].split(".")[0].split("-"))
        return Reply(mp4(self.seconds, width, height), media_type="video/mp4")

    def refuse(self, status: int, message: str = "refused") -> Reply:
        return Reply({"status": status, "code": message}, status)

    def _authorised(self, call: Call) -> bool:
        return call.path.startswith(self.open_paths) or super()._authorised(call)

    def _page(self, call: Call, **hits: list[dict[str, Any]]) -> dict[str, Any]:
        count = sum(len(found) for found in hits.values())
        return {"page": 1, "per_page": int(call.query["per_page"]), "total_results": count, **hits}

    def _photo(self, number: int, call: Call) -> dict[str, Any]:
        wide, high = SIZES[call.query.get("orientation", "landscape")]
        width, height = wide * 300, high * 300
        original = f"{self.origin}/pictures/{number}-{width}-{height}.jpeg"
        return {
            "id": number,
            "width": width,
            "height": height,
            "url": f"https://www.pexels.com/photo/{number}/",
            "photographer": f"Ada {number}",
            "photographer_url": "https://www.pexels.com/@ada",
            "photographer_id": 1,
            "avg_color": "#978E82",
            "src": {"original": original, "large2x": f"{original}?auto=compress&cs=tinysrgb&dpr=2&h=650&w=940"},
            "liked": False,
            "alt": "",
        }

    def _video(self, number: int, call: Call) -> dict[str, Any]:
        wide, high = SIZES[call.query.get("orientation", "landscape")]
        sizes = [(w * wide // min(wide, high), w * high // min(wide, high)) for w in self.widths]
        files = [self._file(number, width, height) for width, height in sizes]
        hls = {"id": 9, "quality": "hls", "file_type": "application/vnd.apple.mpegurl", "width": None, "height": None}
        return {
            "id": number,
            "width": sizes[-1][0],
            "height": sizes[-1][1],
            "url": f"https://www.pexels.com/video/{number}/",
            "image": "https://images.pexels.com/videos/1.jpeg",
            "duration": self.seconds,
            "user": {"id": 1, "name": f"Ada {number}", "url": "https://www.pexels.com/@ada"},
            "video_files": [*files, {**hls, "link": "https://player.vimeo.com/1.m3u8"}],
            "video_pictures": [],
        }

    def _file(self, number: int, width: int, height: int) -> dict[str, Any]:
        return {
            "id": width,
            "quality": "uhd" if width > 1920 else "hd",
            "file_type": "video/mp4",
            "width": width,
            "height": height,
            "fps": 25.0,
            "link": f"{self.origin}/video-files/{number}-{width}-{height}.mp4",
        }
