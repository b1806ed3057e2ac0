"""Pixabay as its documentation describes it: the key in the query, errors in plain text."""

from typing import Any, ClassVar

from tests.fakes.vendors.base import FakeVendor, route
from tests.fakes.vendors.media import jpeg, mp4
from tests.fakes.vendors.wire import Call, Reply

SECONDS = 1
FILMS = ((16, 9), (9, 16), (16, 9))
"""Shapes of the films it finds: orientation cannot be asked for."""


class PixabayFake(FakeVendor):
    """Knows three photographs and three films for every query but `nothing`."""

    name: ClassVar[str] = "pixabay"
    prefix: ClassVar[str] = "/api"
    open_paths: ClassVar[tuple[str, ...]] = ("/api/get/",)
    seconds = SECONDS
    """Length of every film, in whole seconds."""
    limit_resets = "60"
    """Seconds until the rate limit's window ends."""

    @route("GET", "/")
    def photos(self, call: Call) -> Reply:
        self.bill("call", 1, "search")
        return self._answer(call, [self._photo(n, call) for n in range(1, 4)])

    @route("GET", "/videos/")
    def videos(self, call: Call) -> Reply:
        self.bill("call", 1, "search")
        return self._answer(call, [self._video(n, *shape) for n, shape in enumerate(FILMS, 1)])

    @route("GET", "/get/{name}")
    def file(self, call: Call) -> Reply:
        name, _, suffix = call.params["name"].partition(".")
        _, width, height = (int(part) for part in name.split("-"))
        if suffix == "mp4":
            return Reply(mp4(self.seconds, width, height), media_type="video/mp4")
        return Reply(jpeg(width, height), media_type="image/jpeg")

    def refuse(self, status: int, message: str = "refused") -> Reply:
        """A wrong key is answered 400, not 401."""
        if message == "invalid api key":
            status, message = 400, "Invalid or missing API key (https://pixabay.com/api/docs/)."
        return Reply(f"[ERROR {status}] {message}".encode(), status, "text/html; charset=utf-8", self._limits())

    def _authorised(self, call: Call) -> bool:
        return call.path.startswith(self.open_paths) or call.query.get("key") == self.key

    def _answer(self, call: Call, hits: list[dict[str, Any]]) -> Reply:
        if len(call.query["q"]) > 100 or not 3 <= int(call.query["per_page"]) <= 200:
            return self.refuse(400, '"q" or "per_page" is out of valid range.')
        found = hits if call.query["q"] != "nothing" else []
        return Reply({"total": len(found), "totalHits": len(found), "hits": found}, headers=self._limits())

    def _limits(self) -> dict[str, str]:
        return {"x-ratelimit-limit": "100", "x-ratelimit-remaining": "99", "x-ratelimit-reset": self.limit_resets}

    def _photo(self, number: int, call: Call) -> dict[str, Any]:
        width, height = (2000, 3000) if call.query.get("orientation") == "vertical" else (3000, 2000)
        large = (853, 1280) if height > width else (1280, 853)
        return {
            "id": number,
            "pageURL": f"https://pixabay.com/photos/{number}/",
            "type": "photo",
            "tags": "run, sea",
            "webformatURL": f"{self.url}/get/{number}-640-427.jpg",
            "webformatWidth": 640,
            "webformatHeight": 427,
            "largeImageURL": f"{self.url}/get/{number}-{large[0]}-{large[1]}.jpg",
            "imageWidth": width,
            "imageHeight": height,
            "imageSize": 2_000_000,
            "user_id": 1,
            "user": f"Bo {number}",
        }

    def _video(self, number: int, wide: int, high: int) -> dict[str, Any]:
        short = min(wide, high)
        sides = {"large": 0, "medium": 1080, "small": 720, "tiny": 540}
        files = {name: self._file(number, side * wide // short, side * high // short) for name, side in sides.items()}
        return {
            "id": number,
            "pageURL": f"https://pixabay.com/videos/id-{number}/",
            "type": "film",
            "tags": "run, sea",
            "duration": self.seconds,
            "videos": files,
            "user_id": 1,
            "user": f"Bo {number}",
        }

    def _file(self, number: int, width: int, height: int) -> dict[str, Any]:
        if not width:
            return {"url": "", "width": 0, "height": 0, "size": 0, "thumbnail": ""}
        url = f"{self.url}/get/{number}-{width}-{height}.mp4"
        return {"url": url, "width": width, "height": height, "size": 100_000, "thumbnail": ""}
