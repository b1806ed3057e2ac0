"""Runs the suites: the same cases, in the same order, on at most two cores."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from evals import subjects
from evals.cases import Case, all_cases, practice_cases
from evals.measure import measure
from evals.outcome import Outcome, Report, report_of
from evals.perturb import perturbed
from evals.subjects import ALWAYS_ONE, BUILT_IN, TEMPLATE, Read
from studio.errors import BadRequest

CORES = 2
SEEDS = 5
"""Runs of each case for pass^5."""
AT_ONCE = 2
"""Questions put to a language model side by side."""
READERS: dict[str, Read] = {
    BUILT_IN: subjects.built_in,
    TEMPLATE: subjects.template,
    ALWAYS_ONE: subjects.always_one,
}


@dataclass(frozen=True, slots=True)
class Job:
    """One case to be taken by one reader of this machine."""

    subject: str
    case: Case
    seed: int
    deep: bool


def jobs_of(suite: str) -> tuple[Job, ...]:
    """All there is to do for a suite without a model.

    Raises:
        BadRequest: There is no such suite.
    """
    if suite not in SUITES:
        raise BadRequest(f"there is no suite {suite!r}", f"choose one of {', '.join(SUITES)}")
    return SUITES[suite]()


def _fast() -> tuple[Job, ...]:
    return (*_baselines(all_cases()), *_gate())


def _gate() -> tuple[Job, ...]:
    return tuple(Job(BUILT_IN, case, 0, True) for case in all_cases())


def _robust() -> tuple[Job, ...]:
    changed = [p for case in all_cases() for p in perturbed(case)]
    return (*_baselines(changed), *(Job(BUILT_IN, case, 0, False) for case in changed))


def _full() -> tuple[Job, ...]:
    again = [Job(BUILT_IN, case, seed, False) for case in all_cases() for seed in range(1, SEEDS)]
    return (*_fast(), *_robust(), *again)


def _practice() -> tuple[Job, ...]:
    return tuple(Job(BUILT_IN, case, 0, False) for case in practice_cases())


def _baselines(cases: Sequence[Case]) -> list[Job]:
    return [Job(name, case, 0, False) for name in (TEMPLATE, ALWAYS_ONE) for case in cases]


SUITES: dict[str, Callable[[], tuple[Job, ...]]] = {
    "fast": _fast,
    "gate": _gate,
    "robust": _robust,
    "full": _full,
    "practice": _practice,
}
"""gate: every case once by the built-in reader; fast: the same with the baselines; robust: every clean case said
otherwise; full: all of these, and each case with five seeds; practice: the practice cases alone."""


def run(
    suite: str = "fast", *, cores: int = CORES, read: Read | None = None, only: Sequence[str] | None = None
) -> Report:
    """Run a suite with the readers of this machine.

    Args:
        suite: One of SUITES.
        cores: Processes to use, at most two; 1 runs everything in this one.
        read: A reader to put in the place of the built-in one, in this process.
        only: Ids of the cases to run; all of them when left out.

    Raises:
        BadRequest: There is no such suite.
    """
    jobs = tuple(job for job in jobs_of(suite) if only is None or job.case.id in only)
    if read is not None or cores < 2:
        return report_of(suite, [_do(job, read) for job in jobs])
    parts = [jobs[i :: min(cores, CORES)] for i in range(min(cores, CORES))]
    with ProcessPoolExecutor(len(parts), mp_context=get_context("spawn")) as pool:
        done = list(pool.map(_do_all, parts))
    merged = [done[i % len(parts)][i // len(parts)] for i in range(len(jobs))]
    return report_of(suite, merged)


def _do_all(jobs: Sequence[Job]) -> list[Outcome]:
    return [_do(job) for job in jobs]


def _do(job: Job, own: Read | None = None) -> Outcome:
    read = own if own is not None and job.subject == BUILT_IN else READERS[job.subject]
    return asyncio.run(measure(job.case, job.subject, read, job.seed, deep=job.deep))


async def run_model(name: str, read: Read, cases: Sequence[Case] | None = None) -> list[Outcome]:
    """Every case by a language model, a few at a time; outcomes come in the order of the cases."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(case: Case) -> Outcome:
        async with places:
            return await measure(case, name, read, deep=False)

    return await asyncio.gather(*(one(case) for case in (all_cases() if cases is None else cases)))
