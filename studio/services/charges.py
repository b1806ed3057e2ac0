"""What runs are charged: credits are held before anything is spent, and settled at what vendors billed.

A charge is one round of paid work on a run. It is opened in the transaction that keeps the approval, so there is
never one without the other. A worker may spend what it allows. When the run has come to its end, whichever and by
whoever's hand, the round is settled once: at the run's lines of the ledger, less what earlier rounds were settled at.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.database import Database
from studio.domain.charges import NO_USD, Allowance, Charge
from studio.domain.credits import NotEnoughCredits, Wallet, credits_for, shown
from studio.domain.ledger import Scope, open_among
from studio.domain.runs import StepStatus
from studio.repos.charges import ChargeRepo, has_open, of_ended, of_unsure
from studio.repos.credits import CreditRepo
from studio.repos.jobs import WANTED, JobRepo
from studio.repos.ledger import LedgerRepo
from studio.repos.steps import StepRepo
from studio.services.credit_book import CreditBook
from studio.services.transactions import transact

UNSURE_FOR = timedelta(days=2)
"""How long attempts whose end was not known at the settlement are looked after; the ledger closes them in a day."""

AT_ONCE = 200
"""How many charges are settled in one go."""

log = logging.getLogger(__name__)


class Charges:
    """Holds, allows and settles what runs cost. Every method is one transaction; `hold` is a part of one."""

    def __init__(self, database: Database, credit_usd: Decimal, reading_usd: Decimal = NO_USD) -> None:
        """Say what things are worth.

        Args:
            database: Where charges are kept.
            credit_usd: What a credit is worth in US dollars.
            reading_usd: What is held for reading a brief; nothing where no language model reads.
        """
        self._db = database
        self._credit_usd = credit_usd
        self.reading_usd = reading_usd

    @property
    def credit_usd(self) -> Decimal:
        """What a credit is worth in US dollars."""
        return self._credit_usd

    def credits(self, usd: Decimal) -> Decimal:
        """So many dollars in credits, rounded up to their smallest part."""
        return credits_for(usd, self._credit_usd)

    async def hold(
        self,
        session: AsyncSession,
        workspace_id: str,
        run_id: str,
        usd: Decimal,
        reason: str,
        *,
        first_round: int = 1,
    ) -> Charge | None:
        """Hold credits for another round of work on a run, in the session of what is begun with it.

        A round that was left open is settled first. What costs nothing holds nothing.

        Args:
            session: Of the transaction that keeps the approval.
            workspace_id: Who pays.
            run_id: What for.
            usd: The most that may be spent.
            reason: In words, for the history of credits.
            first_round: Number of the round when it is the run's first.

        Raises:
            NotEnoughCredits: There are fewer than that; nothing was begun.
        """
        await CreditRepo(session, workspace_id).lock_wallet()
        before = await ChargeRepo(session, workspace_id).of_run(run_id)
        for charge in before:
            if charge.state == "open":
                await self._close(session, charge)
        if usd <= 0:
            return None
        amount, wallet = self.credits(usd), await CreditRepo(session, workspace_id).wallet()
        if wallet.balance < amount:
            raise _short(amount, wallet)
        return await self._open(
            session, workspace_id, run_id, usd, reason, max([first_round, *(c.round + 1 for c in before)])
        )

    async def allowance(self, workspace_id: str, run_id: str) -> Allowance:
        """What may still be spent on a run now; nothing when nothing is held for it.

        What an earlier start of this round spent, or may have spent when it died, is gone. Only what lies at a vendor
        as a job that will be taken up again is not, as it is paid by whoever takes it up.
        """
        async with self._db.read() as session:
            charges = await ChargeRepo(session, workspace_id).of_run(run_id)
            current = next((charge for charge in charges if charge.state == "open"), None)
            if current is None:
                return Allowance()
            used = await _ledger(session, run_id, without=await _waiting(session, run_id))
        return Allowance(max(NO_USD, current.allowed_usd - max(NO_USD, sum(used, NO_USD) - _settled(charges))))

    async def settle(self, workspace_id: str, run_id: str) -> Charge | None:
        """Charge what a run that has ended cost since it was last charged, once.

        Returns:
            The settled round; None when there is none that is open, or the run is still to be worked on.
        """

        async def work(session: AsyncSession) -> Charge | None:
            job = await JobRepo(session).get(run_id)
            if job is not None and job.state == WANTED:
                return None
            await CreditRepo(session, workspace_id).lock_wallet()
            charges = await ChargeRepo(session, workspace_id).of_run(run_id)
            current = next((charge for charge in charges if charge.state == "open"), None)
            return await self._close(session, current) if current else None

        return await transact(self._db, work)

    async def settle_ended(self) -> int:
        """Settle the rounds of all runs that ended while nobody was there to do it; gives how many."""
        async with self._db.read() as session:
            ended = await of_ended(session, AT_ONCE)
        return sum([await self.settle(workspace, run) is not None for workspace, run in ended])

    async def lives(self, run_id: str) -> bool:
        """Whether a hold for this run must stay, however old: until its round is settled."""
        async with self._db.read() as session:
            return await has_open(session, run_id)

    async def give_back(self, now: datetime | None = None) -> int:
        """Refund what was charged for attempts that turned out to have cost less; gives how many rounds."""
        since = (now or datetime.now(UTC)) - UNSURE_FOR
        async with self._db.read() as session:
            unsure = await of_unsure(session, since, AT_ONCE)
        return sum([await self._look_again(workspace, run) for workspace, run in unsure])

    async def _open(
        self, session: AsyncSession, workspace_id: str, run_id: str, usd: Decimal, reason: str, number: int
    ) -> Charge:
        charge = Charge(
            hold_id="",
            workspace_id=workspace_id,
            run_id=run_id,
            round=number,
            allowed_usd=usd,
            credits=self.credits(usd),
            credit_usd=self._credit_usd,
            state="open",
            spent_usd=NO_USD,
            unsure_usd=NO_USD,
            charged=NO_USD,
            created=datetime.now(UTC),
            ended=None,
        )
        hold = await CreditBook(session, workspace_id).reserve(charge.credits, reason, charge.key, run=run_id)
        opened = replace(charge, hold_id=hold.id)
        await ChargeRepo(session, workspace_id).keep(opened)
        return opened

    async def _close(self, session: AsyncSession, charge: Charge) -> Charge:
        repo = ChargeRepo(session, charge.workspace_id)
        billed, unsure = await _ledger(session, charge.run_id)
        spent = max(NO_USD, billed + unsure - _settled(await repo.of_run(charge.run_id)))
        if spent > charge.allowed_usd:
            log.warning("run %s: vendors billed $%s and $%s was allowed", charge.run_id, spent, charge.allowed_usd)
        paid = await _pay(CreditBook(session, charge.workspace_id), charge, credits_for(spent, charge.credit_usd))
        now = datetime.now(UTC)
        ended = replace(charge, state="settled", spent_usd=spent, unsure_usd=unsure, charged=paid, ended=now)
        await repo.keep(ended)
        return ended

    async def _look_again(self, workspace_id: str, run_id: str) -> bool:
        async def work(session: AsyncSession) -> bool:
            await CreditRepo(session, workspace_id).lock_wallet()
            repo = ChargeRepo(session, workspace_id)
            charges = await repo.of_run(run_id)
            last = charges[-1]
            if last.state == "open":
                return False  # its settlement will take it into account
            billed, unsure = await _ledger(session, run_id)
            over = min(last.spent_usd, max(NO_USD, _settled(charges) - billed - unsure))
            spent = last.spent_usd - over
            owed = min(last.charged, credits_for(spent, last.credit_usd))
            if owed < last.charged:
                await _refund(CreditBook(session, workspace_id), last, last.charged - owed)
            for charge in charges:
                left = unsure if charge is last else NO_USD
                kept = replace(charge, unsure_usd=left)
                await repo.keep(replace(kept, spent_usd=spent, charged=owed) if charge is last else kept)
            return owed < last.charged

        return await transact(self._db, work)


async def _ledger(
    session: AsyncSession, run_id: str, without: frozenset[str] = frozenset()
) -> tuple[Decimal, Decimal]:
    """What vendors billed, or may have billed, for a run; and what is kept for attempts of unknown end.

    Args:
        session: To read with.
        run_id: Of which run.
        without: Steps whose attempts of unknown end are not counted.
    """
    repo, scope = LedgerRepo(session), Scope(run=run_id)
    settled = sum((row.usd * row.lines for row in await repo.settled("run", scope)), NO_USD)
    unknown = [found.usd for found in open_among(await repo.open(scope)) if found.step not in without]
    return settled, sum(unknown, NO_USD) or NO_USD


async def _waiting(session: AsyncSession, run_id: str) -> frozenset[str]:
    """The steps that a vendor's job is under way for."""
    rows = {row.step_id: row for row in await StepRepo(session).of_run(run_id)}
    return frozenset(name for name, row in rows.items() if row.job and row.status == StepStatus.running)


async def _pay(book: CreditBook, charge: Charge, due: Decimal) -> Decimal:
    """Settle the hold of a charge; gives what was paid."""
    try:  # the same key is the same hold, and opens one that expired
        hold = await book.reserve(charge.credits, "", charge.key, run=charge.run_id)
        return (await book.settle(hold.id, due)).charged
    except NotEnoughCredits:
        rest = min(due, (await book.wallet()).balance)
        log.error("run %s: its hold was gone; %s of %s credits are charged", charge.run_id, rest, due)
        return (await book.spend(rest, "late", f"{charge.key}:late", run=charge.run_id)).charged


async def _refund(book: CreditBook, charge: Charge, amount: Decimal) -> None:
    hold = await book.reserve(charge.credits, "", charge.key, run=charge.run_id)
    paid = await book.settle(hold.id, charge.charged)  # settled already: this is its first answer
    key = f"{charge.key}:{charge.charged}"
    await book.refund(paid.transaction, key, amount, "vendors billed less than they might have")


def _settled(charges: Sequence[Charge]) -> Decimal:
    """What the rounds of a run were settled at."""
    return sum((charge.spent_usd for charge in charges if charge.state == "settled"), NO_USD)


def _short(amount: Decimal, wallet: Wallet) -> NotEnoughCredits:
    held = f", and {shown(wallet.held)} are held for work under way" if wallet.held else ""
    return NotEnoughCredits(
        f"{shown(amount)} credits are needed, {shown(wallet.balance)} are there{held}",
        "add credits, or change the plan so that it costs less",
    )
