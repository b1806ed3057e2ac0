"""Prices, budgets, and what is written down."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest

from providers.context import CallContext
from providers.errors import AllProvidersFailed, BadOutput, Dropped, RateLimited, VendorServer
from providers.policy import Config, Hedge, ProviderPolicy, TaskPolicy
from providers.prices import Price, PriceBook, PriceList, Tier
from providers.records import Memory
from providers.router import Router
from providers.shared import Shared
from providers.usage import used
from tests.fakes.vendor import HANG, Vendor, ask

DAY = date(2026, 11, 23)
LETTERS = used("character", 100)


def listed(*prices: Price) -> PriceBook:
    return PriceBook([PriceList(vendor="vendor", source="test", prices=prices)])


def price(usd: str, since: date = date(2026, 1, 1), model: str = "*", tiers: tuple[Tier, ...] = ()) -> Price:
    return Price(model=model, unit="character", usd=Decimal(usd), since=since, tiers=tiers)


def config(budget: str | None = None, hedge: Hedge = Hedge(on=False), **more: object) -> Config:  # noqa: B008  # frozen
    fast = TaskPolicy(backoff_seconds=0.001, hedge=hedge)
    terms = ProviderPolicy.model_validate({"prices": [{"unit": "character", "usd": "0.01"}], "budget_usd": budget})
    return Config.model_validate({"tasks": {"text": fast}, "providers": {"vendor": terms, "other": terms}, **more})


def test_the_price_of_the_day_and_of_the_model_counts() -> None:
    book = listed(
        price("0.1"), price("0.2", date(2026, 6, 1)), price("0.5", model="big"), price("9", date(2027, 1, 1))
    )
    assert book.cost("vendor", "small", used("character", 10), DAY) == Decimal("2")
    assert book.cost("vendor", "big", used("character", 10), DAY) == Decimal("5")
    assert book.cost("vendor", "small", used("character", 10), date(2026, 2, 1)) == Decimal("1")
    assert book.cost("vendor", "small", used("second", 10), DAY) == 0
    assert book.cost("nobody", "small", used("character", 10), DAY) == 0


def test_volume_makes_the_further_units_cheaper() -> None:
    tiers = (Tier.model_validate({"from": 100, "usd": "0.5"}), Tier.model_validate({"from": 200, "usd": "0.25"}))
    book = listed(price("1", tiers=tiers))
    assert book.cost("vendor", "m", used("character", 250), DAY) == Decimal("100") + 50 + Decimal("12.5")
    assert book.cost("vendor", "m", used("character", 20), DAY, {"character": Decimal(90)}) == Decimal("15")
    assert book.cost("vendor", "m", used("character", 8), DAY, {"character": Decimal(900)}) == Decimal("2")


async def test_volume_is_counted_over_calls(shared: Shared) -> None:
    book = listed(price("1", tiers=(Tier.model_validate({"from": 150, "usd": "0.1"}),)))
    router = Router([Vendor("vendor", usage=LETTERS)], book=book, shared=shared)
    costs = [(await router.generate("text", ask())).cost_usd for _ in range(3)]
    assert costs == [Decimal("100"), Decimal("55"), Decimal("10")]


def test_negotiated_terms_come_before_the_list() -> None:
    prices = [PriceList(vendor="vendor", source="test", prices=(price("1"),))]
    terms = ProviderPolicy.model_validate({"prices": [{"model": "big", "unit": "character", "usd": "0.3"}]})
    book = PriceBook(prices, {"vendor": terms})
    assert book.cost("vendor", "big", used("character", 10), DAY) == Decimal("3")
    assert book.cost("vendor", "m", used("character", 10), DAY) == Decimal("10")
    lower = PriceBook(prices, {"vendor": ProviderPolicy(discount=Decimal("0.15"))})
    assert lower.cost("vendor", "m", used("character", 10), DAY) == Decimal("8.5")


def test_every_price_that_ships_is_dated_and_has_a_source() -> None:
    from providers.prices import FOLDER, _shipped

    assert {found.vendor for found in _shipped()} == {path.stem for path in FOLDER.glob("*.yaml")}
    for found in _shipped():
        assert found.source.startswith("https://")
        assert all(p.usd >= 0 and p.since <= date.today() for p in found.prices)


async def test_a_call_beyond_the_budget_is_not_made(shared: Shared) -> None:
    vendor, free = Vendor("vendor", usage=LETTERS), Vendor("free")
    router = Router([vendor, free], config(), shared=shared)
    context = CallContext(run="r1", budget_usd=Decimal("2.5"))
    answers = [(await router.generate("text", ask(), context=context)).provider for _ in range(4)]
    assert answers == ["vendor", "vendor", "free", "free"]
    assert vendor.asked == 2


async def test_a_budget_of_nothing_routes_to_what_is_free() -> None:
    router = Router([Vendor("vendor", usage=LETTERS), Vendor("free")], config())
    routed = await router.generate("text", ask(), context=CallContext(budget_usd=Decimal(0)))
    assert routed.provider == "free"
    assert routed.skipped["vendor"] == "it costs $1.00000000 and $0 is left of the budget"


async def test_calls_at_the_same_time_do_not_overspend(shared: Shared) -> None:
    vendor = Vendor("vendor", seconds=0.02, usage=LETTERS)
    router = Router([vendor], config(), shared=shared)
    context = CallContext(run="r1", budget_usd=Decimal("5"))
    calls = (router.generate("text", ask(str(n)), context=context) for n in range(12))
    done = await asyncio.gather(*calls, return_exceptions=True)
    assert sum(isinstance(d, AllProvidersFailed) for d in done) == 7
    assert vendor.asked == 5


async def test_a_providers_own_month_is_a_limit_too() -> None:
    router = Router([Vendor("vendor", usage=LETTERS), Vendor("other", usage=LETTERS)], config("1.5"))
    assert [(await router.generate("text", ask(str(n)))).provider for n in range(2)] == ["vendor", "other"]


async def test_what_a_failed_call_held_is_given_back() -> None:
    vendor = Vendor("vendor", VendorServer("down"), VendorServer("down"), usage=LETTERS)
    router = Router([vendor], config())
    context = CallContext(run="r1", budget_usd=Decimal("1"))
    with pytest.raises(AllProvidersFailed):
        await router.generate("text", ask(), context=context)
    assert (await router.generate("text", ask(), context=context)).cost_usd == Decimal(1)


@pytest.mark.parametrize(
    ("error", "cost", "billed"),
    [(Dropped("cut"), "1", "maybe"), (BadOutput("junk"), "1", "maybe"), (VendorServer("down"), "0", "no"),
     (RateLimited("slow", retry_after=0.001), "0", "no")],
)  # fmt: skip
async def test_a_failed_attempt_is_written_down_at_what_it_may_cost(error: Exception, cost: str, billed: str) -> None:
    books = Memory()
    vendor = Vendor("vendor", error, usage=LETTERS)  # type: ignore[arg-type]
    routed = await Router([vendor], config(), recorder=books).generate("text", ask())
    failed, good = books.records
    assert (failed.cost_usd, failed.billed, failed.outcome) == (Decimal(cost), billed, type(error).__name__)
    assert (good.cost_usd, good.billed, good.won) == (Decimal(1), "yes", True)
    assert routed.cost_usd == Decimal(cost) + 1
    assert not books.open


async def test_the_loser_of_a_hedge_is_written_down_too() -> None:
    books = Memory()
    vendors = Vendor("vendor", HANG, usage=LETTERS), Vendor("other", usage=LETTERS)
    eager = Hedge(after_seconds=0.02, extra_share=1.0)
    await Router(vendors, config(hedge=eager), recorder=books).generate("text", ask())
    assert {(r.provider, r.outcome, r.billed, r.cost_usd) for r in books.records} == {
        ("vendor", "cancelled", "maybe", Decimal(1)),
        ("other", "ok", "yes", Decimal(1)),
    }


async def test_a_price_the_vendor_reports_wins() -> None:
    class Reporting(Vendor):
        async def generate_text(self, request):  # type: ignore[no-untyped-def]
            result = await super().generate_text(request)
            return result.model_copy(update={"cost_usd": Decimal("0.123")})

    books = Memory()
    await Router([Reporting("vendor", usage=LETTERS)], config(), recorder=books).generate("text", ask())
    assert [(r.cost_usd, r.reported, r.reserved_usd) for r in books.records] == [(Decimal("0.123"), True, Decimal(1))]
