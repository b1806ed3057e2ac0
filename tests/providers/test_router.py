"""The router: who is asked, in which order, and what is recorded."""

from pathlib import Path
from typing import ClassVar

import pytest

from providers.errors import AllProvidersFailed, Connection, InvalidRequest, ProviderError, Unavailable, VendorServer
from providers.policy import Config, TaskPolicy
from providers.ports import Capabilities, Provider
from providers.requests import MusicRequest, MusicResult, Request
from providers.router import Router
from providers.tasks import Task

REQUEST = MusicRequest(mood="calm", seconds=10)


class Player(Provider):
    """Plays, or fails as told, and counts how often it was asked."""

    name: ClassVar[str] = "player"
    capabilities: ClassVar[Capabilities] = Capabilities(tasks=frozenset({"music"}))

    def __init__(self, name: str, *failures: Exception, able: bool = True) -> None:
        self.name = name  # type: ignore[misc]
        self.failures = list(failures)
        self.able = able
        self.asked = 0

    def refusal(self, task: Task, request: Request) -> str:
        return super().refusal(task, request) if self.able else "not able"

    async def find_music(self, request: MusicRequest) -> MusicResult:
        self.asked += 1
        if self.failures:
            raise self.failures.pop(0)
        return MusicResult(audio=Path("song.opus"), title=self.name, licence="MIT")


def router(*players: Player) -> Router:
    return Router(players, Config(tasks={"music": TaskPolicy(attempts=2, deadline_seconds=5, backoff_seconds=0.001)}))


async def test_the_first_of_the_chain_does_it() -> None:
    first, second = Player("first"), Player("second")
    routed = await router(first, second).generate("music", REQUEST)
    assert (routed.provider, first.asked, second.asked) == ("first", 1, 0)
    assert [a.outcome for a in routed.trail] == ["ok"]


async def test_a_passing_fault_is_retried_at_the_same_provider() -> None:
    first, second = Player("first", VendorServer("busy")), Player("second")
    routed = await router(first, second).generate("music", REQUEST)
    assert (routed.provider, first.asked, second.asked) == ("first", 2, 0)
    assert [a.outcome for a in routed.trail] == ["VendorServer: busy", "ok"]


async def test_a_lasting_fault_fails_over_and_is_recorded() -> None:
    first = Player("first", VendorServer("a"), VendorServer("b"))
    routed = await router(first, Player("second")).generate("music", REQUEST)
    assert routed.provider == "second"
    assert [(a.provider, a.why) for a in routed.trail] == [
        ("first", "first of the chain"),
        ("first", "retry"),
        ("second", "failover"),
    ]


async def test_a_vendor_that_is_not_there_is_passed_over_at_once() -> None:
    first = Player("first", Connection("refused"), Connection("refused"))
    routed = await router(first, Player("second")).generate("music", REQUEST)
    assert (routed.provider, first.asked) == ("second", 1)


async def test_no_key_is_not_retried() -> None:
    first = Player("first", Unavailable("no key", "set KEY"))
    routed = await router(first, Player("second")).generate("music", REQUEST)
    assert (routed.provider, first.asked) == ("second", 1)


async def test_a_wrong_request_is_nobody_elses_business() -> None:
    second = Player("second")
    with pytest.raises(InvalidRequest):
        await router(Player("first", InvalidRequest("bad")), second).generate("music", REQUEST)
    assert second.asked == 0


async def test_an_unexpected_exception_counts_as_the_vendors_failure() -> None:
    first = Player("first", ValueError("surprise"), ValueError("surprise"))
    routed = await router(first, Player("second")).generate("music", REQUEST)
    assert routed.provider == "second"
    assert "surprise" in routed.trail[0].outcome


async def test_when_nobody_can_every_cause_is_told() -> None:
    faults: list[ProviderError] = [Unavailable("no key", "set KEY"), Unavailable("not installed", "")]
    with pytest.raises(AllProvidersFailed) as caught:
        await router(Player("a", faults[0]), Player("b", faults[1])).generate("music", REQUEST)
    assert "no key" in caught.value.message and "not installed" in caught.value.message
    assert caught.value.hint == "set KEY"
    assert isinstance(caught.value.__cause__, ExceptionGroup)
    assert len(caught.value.trail) == 2


async def test_who_cannot_is_not_asked() -> None:
    unable = Player("unable", able=False)
    routed = await router(unable, Player("able")).generate("music", REQUEST)
    assert (routed.provider, unable.asked) == ("able", 0)


async def test_names_choose_and_order_the_chain() -> None:
    a, b = Player("a"), Player("b")
    routed = await router(a, b).generate("music", REQUEST, providers=("b", "a"))
    assert routed.provider == "b"
