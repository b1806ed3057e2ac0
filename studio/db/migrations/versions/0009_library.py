"""Assets of workspaces, consents with their audit, brands, posts, and what may be chosen."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

ID, DIGEST, WHEN = sa.String(40), sa.String(64), sa.DateTime(timezone=True)

SQLITE = """CREATE TRIGGER audit_entries_{0} BEFORE {0} ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END"""
POSTGRES = """CREATE FUNCTION audit_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit entries are never changed'; END $$"""
POSTGRES_TRIGGER = """CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_stay()"""


def upgrade() -> None:
    """Make the tables."""
    _assets()
    _consents()
    _audit()
    _posts()
    op.create_table(
        "brands",
        _workspace(primary_key=True),
        sa.Column("brand", sa.JSON, nullable=False),
        sa.Column("updated_by", ID, nullable=False),
        sa.Column("updated", WHEN, nullable=False),
    )
    op.create_table(
        "catalogue",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("updated", WHEN, nullable=False),
    )


def _workspace(*, primary_key: bool = False) -> sa.Column[str]:
    place = sa.ForeignKey("workspaces.id", ondelete="CASCADE")
    return sa.Column("workspace_id", ID, place, nullable=False, primary_key=primary_key)


def _assets() -> None:
    op.create_table(
        "library_assets",
        _workspace(primary_key=True),
        sa.Column("sha256", DIGEST, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("media_type", sa.String(80), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("created", WHEN, nullable=False),
    )
    op.create_index("library_assets_newest", "library_assets", ["workspace_id", "created", "sha256"])


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", ID, primary_key=True),
        _workspace(),
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("statement_version", sa.String(20), nullable=False),
        sa.Column("words", sa.String(80), nullable=False),
        sa.Column("words_expire", WHEN, nullable=False),
        sa.Column("scope", sa.JSON, nullable=False),
        sa.Column("valid_from", WHEN),
        sa.Column("valid_until", WHEN),
        sa.Column("proof", DIGEST, nullable=False),
        sa.Column("match", sa.String(20), nullable=False),
        sa.Column("revoked", WHEN),
        sa.Column("revoked_because", sa.String(200), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("created", WHEN, nullable=False),
    )
    op.create_index("consents_newest", "consents", ["workspace_id", "created", "id"])


def _audit() -> None:
    """No foreign key: what was done is known even when the workspace is gone."""
    op.create_table(
        "audit_entries",
        sa.Column("workspace_id", ID, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("who", ID, nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Column("before", DIGEST, nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRES)
        op.execute(POSTGRES_TRIGGER)
    else:
        op.execute(SQLITE.format("update"))
        op.execute(SQLITE.format("delete"))


def _posts() -> None:
    run = sa.ForeignKey("runs.id", ondelete="CASCADE")
    op.create_table(
        "posts",
        sa.Column("id", ID, primary_key=True),
        _workspace(),
        sa.Column("run_id", sa.String(80), run, nullable=False, index=True),
        sa.Column("piece_id", sa.String(80), nullable=False),
        sa.Column("platform", sa.String(40), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("created", WHEN, nullable=False),
        sa.Column("updated", WHEN, nullable=False),
        sa.CheckConstraint("state IN ('scheduled', 'published', 'failed')", name="posts_state"),
    )
    op.create_index("posts_calendar", "posts", ["workspace_id", "at", "id"])
