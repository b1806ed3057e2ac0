"""Whether work and money add up after a storm: steps, wallets, ledger and the vendors' invoices, to the last cent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import select

from providers.prices import PriceBook
from providers.usage import Usage
from studio.db.charges import ChargeRow
from studio.db.tables import LedgerRow
from studio.domain.credits import credits_for
from studio.domain.runs import StepStatus
from studio.services.credits import Credits, audit
from tests.chaos.storm import Storm
from tests.fakes.vendors.base import FakeVendor

NONE = Decimal(0)
CREDIT = Decimal("0.01")


@dataclass(frozen=True)
class Lines:
    """The ledger of one vendor."""

    settled: dict[str, list[Decimal]]
    """Step -> what each attempt cost for certain."""
    unsure: dict[str, list[Decimal]]
    """Step -> what is kept for each attempt that was cut, so that nobody knows whether it is billed."""

    @property
    def usd(self) -> Decimal:
        """All of it."""
        return sum((usd for found in (self.settled, self.unsure) for each in found.values() for usd in each), NONE)

    def count(self, step: str) -> int:
        """Attempts of a step that may be on the invoice."""
        return len(self.settled.get(step, ())) + len(self.unsure.get(step, ()))


async def lines(at: Storm, vendor: str) -> Lines:
    """What the ledger says of a vendor, by `<run> <step>`."""
    async with at.service.database.read() as session:
        rows = (await session.scalars(select(LedgerRow).where(LedgerRow.provider == vendor))).all()
    ends = {row.attempt: row for row in rows if row.kind != "reserve"}
    found = Lines({}, {})
    for row in rows:
        name, end = f"{row.run} {row.step}", ends.get(row.attempt)
        if row.kind == "settle" and row.usd:
            (found.settled if row.billed == "yes" else found.unsure).setdefault(name, []).append(row.usd)
        elif row.kind == "reserve" and end is None and row.usd:
            found.unsure.setdefault(name, []).append(row.usd)
    return found


def invoice(vendor: FakeVendor) -> Decimal:
    """What a vendor charges for all it did, by its price list."""
    book, day = PriceBook.shipped(), datetime.now(UTC).date()
    each = (book.cost(vendor.name, b.model, (Usage(unit=b.unit, amount=b.amount),), day) for b in vendor.bills)
    return sum(each, NONE)


async def work_is_done_once(at: Storm, runs: Sequence[str]) -> str:
    """Nothing finished was made again, and no job was submitted twice; gives how much there was."""
    before, again = dict(at.known), []
    done = 0
    for run in runs:
        for step in await at.service.steps.of_run(run):
            done += step.status is StepStatus.done
            seen = before.get((run, step.id))
            if seen and (step.status, step.started) != (StepStatus.done, seen):
                again.append((run, step.id))
    assert not again, f"finished steps were done again: {again}"
    jobs = Counter(str(job.request["title"]) for job in at.sold.heygen.jobs.values())
    assert not [step for step, number in jobs.items() if number > 1], "a job was submitted twice"
    return f"{done} steps done, {len(before)} of them seen finished before a blow; {len(jobs)} jobs at the vendor"


async def vendors_agree(at: Storm) -> str:
    """What the ledger says is what vendors invoice; gives the sums.

    A call that was cut may have reached its vendor or not: it is in the ledger, and on the invoice at the most once.
    """
    films, pictures = await lines(at, "heygen"), await lines(at, "openai")
    drawn = Counter(at.sold.openai.steps)
    assert all(len(each) == 1 for found in (films, pictures) for each in found.settled.values()), "charged twice"
    for step in {*drawn, *pictures.settled}:
        sure = len(pictures.settled.get(step, ()))
        assert sure <= drawn[step] <= pictures.count(step), f"{step}: {drawn[step]} pictures are invoiced"
    lost = sum(len(each) for each in pictures.unsure.values()) - (drawn.total() - len(pictures.settled))
    one = next(iter(pictures.settled.values()))[0]
    assert pictures.usd - invoice(at.sold.openai) == lost * one, "the pictures' ledger and invoice differ"
    jobs = {str(job.request["title"]) for job in at.sold.heygen.jobs.values()}
    unsold = sum((usd for step, each in films.unsure.items() if step not in jobs for usd in each), NONE)
    assert films.usd - unsold == invoice(at.sold.heygen), "the films' ledger and invoice differ"
    cut = drawn.total() - len(pictures.settled)
    return (
        f"ledger ${films.usd + pictures.usd}, invoices ${invoice(at.sold.heygen) + invoice(at.sold.openai)}: "
        f"{cut} pictures were billed and lost with their worker, {lost} calls were cut before the vendor had them"
    )


async def credits_agree(at: Storm, workspaces: Sequence[str], granted: Decimal) -> str:
    """Wallets are what was granted less what was charged, that is the ledger, and nothing is held."""
    assert not await audit(at.service.database)
    async with at.service.database.read() as session:
        charges = (await session.scalars(select(ChargeRow))).all()
        ledger = (await session.scalars(select(LedgerRow))).all()
    assert {charge.state for charge in charges} == {"settled"}, "a hold was left open"
    for workspace in workspaces:
        wallet = await Credits(at.service.database, workspace).wallet()
        charged = sum((charge.charged for charge in charges if charge.workspace_id == workspace), NONE)
        assert (wallet.balance, wallet.held) == (granted - charged, NONE)
    vendors = [await lines(at, name) for name in ("heygen", "openai")]
    for charge in charges:
        spent = sum((_of_run(found, charge.run_id) for found in vendors), NONE)
        assert (charge.spent_usd, charge.charged) == (spent, credits_for(spent, CREDIT)), charge.run_id
    assert {row.workspace for row in ledger} <= set(workspaces)
    total = sum((charge.charged for charge in charges), NONE)
    return f"{len(charges)} charges, {total} credits of {granted * len(workspaces)}; nothing held, audit empty"


def _of_run(found: Lines, run: str) -> Decimal:
    mine = (usd for by in (found.settled, found.unsure) for step, usd in by.items() if step.split()[0] == run)
    return sum((usd for each in mine for usd in each), NONE)
