"""The gate of one provider: breaker, places, rate, the vendor's wish to be left alone."""

import random

import pytest

from providers.gate import Gate, Verdict, admit, finish, health
from providers.latency import Latency
from providers.policy import BreakerPolicy, Limits

BREAKER = BreakerPolicy(window_seconds=60, open_seconds=30, at_least=10, streak=5)
LIMITS = Limits(concurrency=10)


def enter(gate: Gate, token: str, now: float, limits: Limits = LIMITS) -> Verdict:
    return admit(gate, token, now, limits, BREAKER)


def fail(gate: Gate, times: int, now: float = 0.0) -> None:
    for n in range(times):
        assert enter(gate, f"f{n}", now).token
        finish(gate, f"f{n}", now, "failed", 0.1, BREAKER)


def test_failures_in_a_row_open_it_and_one_probe_closes_it() -> None:
    gate = Gate()
    fail(gate, 5, 100.0)
    assert not enter(gate, "x", 100.0).token
    assert not enter(gate, "x", 129.9).token
    probe = enter(gate, "probe", 130.0)
    assert probe.token and probe.probe
    assert not enter(gate, "second", 130.1).token
    finish(gate, "probe", 131.0, "ok", 0.1, BREAKER)
    assert enter(gate, "a", 131.0).token and enter(gate, "b", 131.0).token


def test_a_failed_probe_opens_it_for_longer() -> None:
    gate = Gate()
    fail(gate, 5, 100.0)
    enter(gate, "probe", 130.0)
    finish(gate, "probe", 130.0, "failed", 0.1, BREAKER)
    assert not enter(gate, "x", 189.0).token
    assert enter(gate, "x", 190.1).probe


def test_a_probe_whose_holder_died_frees_its_place_in_time() -> None:
    gate = Gate()
    fail(gate, 5, 100.0)
    limits = Limits(lease_seconds=50)
    assert enter(gate, "probe", 130.0, limits).probe
    assert not enter(gate, "x", 150.0, limits).token
    assert enter(gate, "x", 181.0, limits).probe


def test_a_share_of_failures_opens_it_only_when_there_were_enough_calls() -> None:
    gate = Gate()
    for n in range(9):
        enter(gate, str(n), 1.0)
        finish(gate, str(n), 1.0, "failed" if n in (1, 3) else "ok", 0.1, BREAKER)
    assert not gate.open_until
    enter(gate, "z", 1.0)
    finish(gate, "z", 1.0, "failed", 0.1, BREAKER)
    assert gate.open_until == pytest.approx(31.0)


def test_old_failures_are_forgotten() -> None:
    gate = Gate()
    fail(gate, 4, 0.0)
    enter(gate, "ok", 0.0)
    finish(gate, "ok", 0.0, "ok", 0.1, BREAKER)
    for n in range(20):
        enter(gate, str(n), 120.0)
        finish(gate, str(n), 120.0, "ok", 0.1, BREAKER)
    enter(gate, "f", 120.0)
    finish(gate, "f", 120.0, "failed", 0.1, BREAKER)
    assert not gate.open_until
    assert health(gate, 120.0, BREAKER) > 0.9


def test_calls_given_up_as_slow_count_by_half() -> None:
    gate = Gate()
    for n in range(12):
        enter(gate, str(n), 0.0)
        finish(gate, str(n), 0.0, "slow" if n % 4 == 3 else "ok", 0.1, BREAKER)
    assert not gate.open_until
    for n in range(5):
        enter(gate, str(n), 0.0)
        finish(gate, str(n), 0.0, "slow", 0.1, BREAKER)
    assert gate.open_until


def test_places_are_limited_and_lapse_when_their_holder_dies() -> None:
    gate, limits = Gate(), Limits(concurrency=2, lease_seconds=100)
    assert enter(gate, "a", 0.0, limits).token and enter(gate, "b", 0.0, limits).token
    assert enter(gate, "c", 1.0, limits).wait > 0
    assert enter(gate, "c", 101.0, limits).token


def test_an_unproven_vendor_gets_few_calls_at_once() -> None:
    gate, limits = Gate(), Limits(concurrency=0)
    let_in = [n for n in range(50) if enter(gate, str(n), 0.0, limits).token]
    assert len(let_in) == 10
    finish(gate, "0", 0.1, "ok", 0.1, BREAKER)
    assert all(enter(gate, f"n{n}", 0.2, limits).token for n in range(40))


def test_the_rate_is_kept() -> None:
    gate, limits = Gate(), Limits(concurrency=0, per_minute=60, burst=3, careful=False)
    assert [bool(enter(gate, str(n), 0.0, limits).token) for n in range(4)] == [True, True, True, False]
    assert enter(gate, "x", 0.0, limits).wait == pytest.approx(1.0)
    assert enter(gate, "x", 1.01, limits).token


def test_a_vendor_that_asks_for_quiet_gets_it() -> None:
    gate = Gate()
    enter(gate, "a", 0.0)
    finish(gate, "a", 0.0, "neutral", 0.1, BREAKER, hold=7.0)
    assert enter(gate, "b", 1.0).wait == pytest.approx(6.0)
    assert enter(gate, "b", 7.1).token


def test_percentiles_are_within_a_bin_of_the_truth() -> None:
    times, dice = Latency(), random.Random(1)
    samples = sorted(dice.lognormvariate(-3, 1) for _ in range(900))
    for sample in samples:
        times.add(sample)
    for share in (0.5, 0.95, 0.99):
        assert times.percentile(share) == pytest.approx(samples[int(share * 900) - 1], rel=0.1)


def test_percentiles_follow_a_vendor_that_becomes_slower() -> None:
    times = Latency()
    for seconds in (0.1, 1.0):
        for _ in range(3000):
            times.add(seconds)
    assert (times.percentile(0.5) or 0) > 0.9
    assert Latency().percentile(0.5) is None
