"""Credits: wallets, holds and a double-entry ledger; answers by idempotency key."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
APPEND_ONLY = ("credit_transactions", "credit_entries")


def upgrade() -> None:
    """Make the tables, and the triggers that keep the ledger append-only and, on Postgres, balanced."""
    _wallets_and_holds()
    _ledger()
    _idempotency()
    if op.get_bind().dialect.name == "postgresql":
        _postgres_triggers()
    else:
        _sqlite_triggers()


def _wallets_and_holds() -> None:
    op.create_table(
        "credit_wallets",
        sa.Column("workspace_id", sa.String(80), primary_key=True),
        sa.Column("balance", sa.BigInteger, nullable=False),
        sa.Column("held", sa.BigInteger, nullable=False),
        sa.CheckConstraint("balance >= 0", name="credit_wallets_balance"),
        sa.CheckConstraint("held >= 0", name="credit_wallets_held"),
    )
    op.create_table(
        "credit_holds",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("workspace_id", sa.String(80), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("run", sa.String(80), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("workspace_id", "key", name="credit_holds_key"),
        sa.CheckConstraint("amount >= 0", name="credit_holds_amount"),
    )
    op.create_index("credit_holds_due", "credit_holds", ["status", "expires"])


def _ledger() -> None:
    op.create_table(
        "credit_transactions",
        sa.Column("id", SERIAL, primary_key=True, autoincrement=True),
        sa.Column("workspace_id", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("key", sa.String(240), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("run", sa.String(80), nullable=False),
        sa.Column("hold_id", sa.String(32), sa.ForeignKey("credit_holds.id")),
        sa.Column("refund_of", SERIAL, sa.ForeignKey("credit_transactions.id")),
        sa.Column("waived", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("workspace_id", "key", name="credit_transactions_key"),
    )
    op.create_index("credit_transactions_hold", "credit_transactions", ["hold_id"])
    op.create_index("credit_transactions_refund", "credit_transactions", ["refund_of"])
    accounts = "account IN ('wallet', 'held', 'spent', 'refunded', 'granted')"
    op.create_table(
        "credit_entries",
        sa.Column("transaction_id", SERIAL, sa.ForeignKey("credit_transactions.id"), primary_key=True),
        sa.Column("account", sa.String(10), primary_key=True),
        sa.Column("workspace_id", sa.String(80), nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.CheckConstraint("amount <> 0", name="credit_entries_amount"),
        sa.CheckConstraint(accounts, name="credit_entries_account"),
    )
    op.create_index("credit_entries_account_of", "credit_entries", ["workspace_id", "account"])


def _idempotency() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("workspace_id", sa.String(80), primary_key=True),
        sa.Column("route", sa.String(120), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("body_hash", sa.String(64), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("lease", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.Integer, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("idempotency_keys_created", "idempotency_keys", ["created"])


def _sqlite_triggers() -> None:
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _postgres_triggers() -> None:
    op.execute(
        "CREATE FUNCTION credit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION credit_append_only()"
        )
    op.execute(
        "CREATE FUNCTION credit_balanced() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF (SELECT sum(amount) FROM credit_entries WHERE transaction_id = NEW.transaction_id) <> 0 THEN "
        "RAISE EXCEPTION 'the lines of credit transaction % do not sum to zero', NEW.transaction_id "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER credit_entries_balanced AFTER INSERT ON credit_entries "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION credit_balanced()"
    )
