"""What a workspace has to spend, and what it spent."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from api.deps import Given, needs
from studio.domain.credits import plan_named
from studio.security.roles import Principal
from studio.services.credits import Credits
from studio.services.usage import usage_of

router = APIRouter(tags=["credits"])

Reader = Annotated[Principal, Depends(needs("credits:read"))]


class Purse(BaseModel):
    """Credits of a workspace."""

    balance: Decimal
    """Free to spend."""
    held: Decimal
    """Kept for work under way."""
    credit_usd: Decimal
    """What a credit is worth in US dollars."""
    plan: str
    """The workspace's plan."""
    monthly: Decimal
    """What the workspace is given each month: by the free plan only the one that was made with a person's account."""


class Movement(BaseModel):
    """One transaction of the ledger."""

    id: int
    kind: str
    reason: str
    run: str
    amount: Decimal
    """What it did to the balance: less is negative."""
    at: datetime


@router.get("/credits")
async def purse(given: Given, who: Reader) -> Purse:
    """What there is and what is held."""
    credits = Credits(given.database, who.workspace)
    wallet = await credits.wallet()
    return Purse(
        balance=wallet.balance,
        held=wallet.held,
        credit_usd=given.charges.credit_usd,
        plan=plan_named(who.plan or "free"),
        monthly=await credits.monthly(),
    )


@router.get("/credits/ledger")
async def ledger(
    given: Given,
    who: Reader,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    before: Annotated[int | None, Query(ge=1)] = None,
) -> list[Movement]:
    """The newest transactions; `before` the last id of a page gives the next."""
    found = await Credits(given.database, who.workspace).history(limit, before)
    return [
        Movement(
            id=one.id,
            kind=one.kind,
            reason=one.reason,
            run=one.run,
            amount=one.lines.get("wallet", Decimal("0")),
            at=one.at,
        )
        for one in found
    ]


class RunUsage(BaseModel):
    """What one run did to the credits."""

    run: str
    """Id of the run; empty for what belongs to none."""
    held: Decimal
    """Kept for it now."""
    spent: Decimal
    """Paid for it."""
    refunded: Decimal
    """Given back of that."""


class Usage(BaseModel):
    """What became of a workspace's credits."""

    balance: Decimal
    """Free to spend."""
    held: Decimal
    """Kept for work under way."""
    granted: Decimal
    """Given in all."""
    spent: Decimal
    """Paid in all."""
    refunded: Decimal
    """Given back of that."""
    runs: list[RunUsage]
    """The latest first."""
    next: str
    """Cursor of the next page; empty on the last."""


@router.get("/usage")
async def usage(
    given: Given,
    who: Reader,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str, Query(max_length=40)] = "",
) -> Usage:
    """What is held, spent and given back, in all and by run."""
    found = await usage_of(given.database, who.workspace, limit, cursor)
    return Usage.model_validate(found, from_attributes=True)
