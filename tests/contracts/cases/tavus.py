"""Tavus under the common contract."""

from pydantic import SecretStr

from providers.adapters.tavus import Tavus
from tests.contracts.case import Case
from tests.fakes.vendors.faces import asking
from tests.fakes.vendors.tavus import SPEECH_URL, TavusFake


class Quick(Tavus):
    """Looks often, for tests."""

    poll_seconds = 0.01


CASE = Case(
    fake=TavusFake,
    make=lambda fake: Quick(SecretStr(fake.key), base_url=fake.url, timeout_seconds=3.0),
    requests={"avatar": lambda folder: asking(folder, avatar_ids={"tavus": "r-1"}, audio_url=SPEECH_URL)},
    work={"avatar": "/v2/videos"},
    ended={"failed": "error", "rejected": "moderation"},
)
