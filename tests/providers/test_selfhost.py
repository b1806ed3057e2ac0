"""When a GPU of one's own is cheaper, by hand-made figures."""

from datetime import date
from decimal import Decimal

import pytest

from providers.policy import ProviderPolicy
from providers.selfhost import HOURS, Facts, OpenModel, Volume, assume, compare, output_of, shipped
from providers.tariffs import tariff
from providers.tasks import TASKS
from studio.errors import BadRequest

DAY = date(2026, 11, 23)


def facts(**more: object) -> Facts:
    """A GPU at $3.60 an hour that makes a second a second, half of the time, with no starts and no upkeep."""
    model = {
        "model": "Open",
        "licence": "MIT",
        "gpu": "G",
        "throughput": 1,
        "source": "assumed",
        "note": "",
        "cold_seconds": 10,
        "per_unit": {"second": 1, "character": 0.1},
        "vendors": {"odd": {"credit": 15}},
    }
    base = {"gpus": {"G": 3.6}, "utilisation": 0.5, "cold_share": 0, "upkeep_usd": 0}
    return Facts.model_validate({**base, "tasks": {"speech": model}, "without": {}, **more})


def test_on_demand_pays_for_the_time_that_is_used_and_its_idle_share() -> None:
    found = compare("speech", Volume(output=1000, requests=10, usd=1), facts())
    assert found.gpu_usd == pytest.approx(1000 / 0.5 * 0.001) and not found.always_on


def test_cold_starts_and_upkeep_are_paid() -> None:
    found = compare("speech", Volume(output=1000, requests=100, usd=1), facts(cold_share=0.2, upkeep_usd=7))
    assert found.gpu_usd == pytest.approx(2.0 + 100 * 0.2 * 10 * 0.001 + 7)


def test_the_break_even_is_where_both_cost_the_same() -> None:
    volume = Volume(output=60_000, requests=600, usd=180)
    found = compare("speech", volume, facts(cold_share=0.2, upkeep_usd=100))
    assert found.break_even is not None
    times = found.break_even / volume.output
    there = Volume(found.break_even, volume.requests * times, volume.usd * times)
    again = compare("speech", there, facts(cold_share=0.2, upkeep_usd=100))
    assert again.gpu_usd == pytest.approx(there.usd)
    assert (
        found.words
        == "at 1,000 minutes a month the API is cheaper ($180.00 against $221.20); from 1,700 on the GPU is"
    )


def test_above_the_break_even_the_gpu_is_cheaper() -> None:
    found = compare("speech", Volume(output=600_000, requests=0, usd=1800), facts(upkeep_usd=100))
    assert found.words.startswith(
        "at 10,000 minutes a month the GPU is cheaper ($1,800.00 against $1,300.00); below 1,7"
    )


def test_a_gpu_that_never_pays_is_told_with_both_prices() -> None:
    found = compare("speech", Volume(output=600, requests=10, usd=0.6), facts(upkeep_usd=100))
    assert found.break_even is None
    assert found.words.startswith("the API is cheaper at any volume ($0.60 against $101.20); a minute: $0.06")


def test_many_requests_with_cold_starts_make_it_worth_to_keep_the_gpu() -> None:
    wild = facts(cold_share=1.0)
    found = compare("speech", Volume(output=1_000_000, requests=1_000_000, usd=10_000), wild)
    assert found.always_on and found.gpu_usd == pytest.approx(HOURS * 3.6)
    bigger = compare("speech", Volume(output=3_000_000, requests=3_000_000, usd=30_000), wild)
    assert bigger.gpu_usd == pytest.approx(3 * HOURS * 3.6)
    assert found.break_even == pytest.approx(HOURS * 3.6 / 0.01)


def test_units_become_output_by_vendor() -> None:
    model = facts().tasks["speech"]
    assert output_of(model, "any", {"second": Decimal(5), "character": Decimal(100), "call": Decimal(3)}) == 15
    assert output_of(model, "odd", {"credit": Decimal(2)}) == 30
    assert output_of(model, "any", {"credit": Decimal(2)}) == 0


@pytest.mark.parametrize(
    "pair", ["speed=1", "speech.speed=1", "dance.throughput=1", "L4", "tasks=1", "utilisation=2"]
)
def test_a_wrong_assumption_is_refused(pair: str) -> None:
    with pytest.raises(BadRequest):
        assume(shipped(), [pair])


def test_an_unknown_gpu_is_refused_and_a_known_one_taken() -> None:
    with pytest.raises(BadRequest, match="TPU"):
        assume(shipped(), ["speech.gpu=TPU"])
    changed = assume(shipped(), ["speech.gpu=T4", "T4=0.5"])
    assert (changed.tasks["speech"].gpu, changed.gpus["T4"]) == ("T4", 0.5)


def test_every_task_is_in_the_facts_under_a_licence_for_business() -> None:
    found = shipped()
    assert {*found.tasks, *found.without} == {*TASKS}
    assert {model.licence for model in found.tasks.values()} <= {"MIT", "Apache-2.0"}
    assert {model.gpu for model in found.tasks.values()} <= found.gpus.keys()
    for model in found.tasks.values():
        assert isinstance(model, OpenModel) and model.note


def test_prices_are_shown_by_the_amount_people_count_by() -> None:
    words = {name: tariff(name, ProviderPolicy(), DAY) for name in ("elevenlabs", "heygen", "pexels", "nobody")}
    assert {name: found.words if found else None for name, found in words.items()} == {
        "elevenlabs": "$0.06 / 1k characters",
        "heygen": "$4.00 / minute",
        "pexels": "free",
        "nobody": None,
    }
