"""People's consents to the use of their voice or face."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from api.deps import Given, needs
from api.words import Id, Plain
from studio.db.library import AuditRow, ConsentRow
from studio.domain.accounts import utc_now
from studio.domain.consents import LONGEST, USUAL, Scope, State
from studio.security.roles import Principal
from studio.services.consents import Asked, Consents, state_of

router = APIRouter(tags=["consents"])

Reader = Annotated[Principal, Depends(needs("clones:read"))]
Writer = Annotated[Principal, Depends(needs("clones:write"))]


class NewConsent(BaseModel):
    """Whom to ask, and for what."""

    person: Plain = Field(min_length=1, max_length=80)
    scope: list[Scope] = Field(min_length=1, max_length=3)
    days: int = Field(default=USUAL.days, ge=1, le=LONGEST.days)
    """How long it holds."""


class Proof(BaseModel):
    """The clip in which the person says the statement."""

    asset: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    """Id of an asset that was brought after the words were made."""


class Revocation(BaseModel):
    """Why a consent is taken back."""

    because: Plain = Field(default="", max_length=200)


class ConsentView(BaseModel):
    """A consent."""

    id: str
    person: str
    scope: list[Scope]
    state: State
    statement: str
    """What the person says, the three words at its end."""
    statement_version: str
    words: str
    words_expire: datetime
    valid_from: datetime | None
    valid_until: datetime | None
    proof: str
    """SHA-256 of the clip; empty until it is there."""
    match: str
    """`not_checked`: nobody compared voice, face and words of the clip with the person. Look at it yourself."""
    revoked: datetime | None
    revoked_because: str
    created: datetime


class ConsentList(BaseModel):
    """A page of consents, the newest first."""

    consents: list[ConsentView]
    next: str
    """Cursor of the next page; empty on the last."""


class AuditView(BaseModel):
    """Something that was done about a consent."""

    number: int
    at: str
    who: str
    what: str
    detail: dict[str, Any]
    before: str
    digest: str
    """Hash of this entry and of the one before: entries are never changed."""


class ConsentWithAudit(ConsentView):
    """A consent, and what was done about it."""

    audit: list[AuditView]


class AuditCheck(BaseModel):
    """Whether the chain of all entries holds."""

    whole: bool
    broken_at: int
    """Number of the first entry that does not hold; 0 when all do."""


@router.post("/consents", status_code=201)
async def ask(given: Given, who: Writer, asked: NewConsent, request: Request) -> ConsentView:
    """Ask a person: the answer has the statement to be said, with three words that hold for 30 minutes."""
    wish = Asked(
        person=asked.person,
        scope=asked.scope,
        lasts=timedelta(days=asked.days),
        address=request.client.host if request.client else "",
        agent=_plain(request.headers.get("user-agent", "")),
    )
    return _view(await Consents(given.database, who).ask(wish))


@router.get("/consents")
async def consents(
    given: Given,
    who: Reader,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> ConsentList:
    """All consents of the workspace, the newest first."""
    page = await Consents(given.database, who).page(limit, cursor)
    return ConsentList(consents=[_view(row) for row in page.consents], next=page.next)


@router.get("/consents/audit")
async def check(given: Given, who: Reader) -> AuditCheck:
    """Check the chain of entries about consents and clones from its beginning."""
    number = await Consents(given.database, who).broken()
    return AuditCheck(whole=not number, broken_at=number)


@router.get("/consents/{consent_id}")
async def consent(given: Given, who: Reader, consent_id: Id) -> ConsentWithAudit:
    """One consent, and what was done about it."""
    row, entries = await Consents(given.database, who).get(consent_id)
    return ConsentWithAudit(**_view(row).model_dump(), audit=[_entry(entry) for entry in entries])


@router.post("/consents/{consent_id}/proof")
async def give(given: Given, who: Writer, consent_id: Id, proof: Proof) -> ConsentView:
    """Keep the clip as the proof of a consent, which holds from now on."""
    return _view(await Consents(given.database, who).give(consent_id, proof.asset))


@router.post("/consents/{consent_id}/revoke")
async def revoke(given: Given, who: Writer, consent_id: Id, asked: Revocation) -> ConsentView:
    """Take a consent back; clones made under it are retired at once."""
    return _view(await Consents(given.database, who).revoke(consent_id, asked.because))


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isprintable())


def _view(row: ConsentRow) -> ConsentView:
    fields = {name: getattr(row, name) for name in ConsentView.model_fields if name != "state"}
    return ConsentView(**fields, state=state_of(row, utc_now()))


def _entry(row: AuditRow) -> AuditView:
    return AuditView(**{name: getattr(row, name) for name in AuditView.model_fields})
