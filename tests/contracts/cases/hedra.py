"""Hedra under the common contract."""

from pydantic import SecretStr

from providers.adapters.hedra import Hedra
from tests.contracts.case import Case
from tests.fakes.vendors.faces import asking
from tests.fakes.vendors.hedra import HedraFake


class Quick(Hedra):
    """Looks often, for tests."""

    poll_seconds = 0.01


CASE = Case(
    fake=HedraFake,
    make=lambda fake: Quick(SecretStr(fake.key), base_url=fake.url, timeout_seconds=3.0),
    requests={"avatar": asking},
    work={"avatar": "/models/hedra-avatar"},
    ended={"failed": "INTERNAL", "rejected": "MODERATION_FAILED"},
)
