"""Every setting in one place; the only reader of the environment.

A variable is the field's name in capitals behind `STUDIO_`: `STUDIO_HOME`, `STUDIO_MODEL`.
"""

import os
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

# Libraries that read the environment when they are imported: LiteLLM would ask an outside host for its
# price map, LangGraph would unpickle what a checkpoint holds (CVE-2025-64439).
os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")


class Settings(BaseSettings):
    """What a person may set; every default works on a bare machine with no key."""

    model_config = SettingsConfigDict(env_prefix="STUDIO_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Path.home() / ".ai-clone-studio"
    """Where runs, assets and caches are kept."""

    model: str = ""
    """A LiteLLM model name (`ollama/llama3.1`, `gpt-5-mini`); empty means no language model."""

    model_base_url: str = ""
    """Address of an OpenAI-compatible server, when the model is not at its vendor's own."""

    model_api_key: SecretStr = SecretStr("")
    """Key for `model`; a vendor's own variable (`OPENAI_API_KEY`) works as well."""

    model_timeout_seconds: float = 60.0

    max_pieces: int = Field(default=50, ge=1)
    """The most pieces one brief may ask for."""

    max_seconds: float = Field(default=180.0, gt=0)
    """The longest a piece may be, in seconds."""

    render_threads: int = Field(default=0, ge=0)
    """Threads that compose and encode; 0 means one per core."""

    voice_threads: int = Field(default=2, ge=1)
    """Threads of the speech engine (intra-op)."""

    budget_usd: Decimal = Decimal("0")
    """The most a run may cost when the brief says nothing; 0 means only free routes without asking."""

    credit_usd: Decimal = Field(default=Decimal("0.01"), gt=0)
    """What one credit is worth in US dollars."""

    providers_file: Path | None = None
    """Where `providers.yaml` lies; None looks in `home`."""

    database_url: str = Field(default="", validate_default=True, repr=False)
    """`postgresql://user:password@host/database`; empty keeps a SQLite file below `home`."""

    s3_bucket: str = ""
    """The bucket that holds every asset; empty keeps them in a folder below `home`."""

    s3_endpoint: str = ""
    """Address of an S3-compatible service (R2, MinIO, SeaweedFS); empty means AWS."""

    s3_public_endpoint: str = ""
    """What signed links begin with, where people reach the bucket by another name than the service does."""

    s3_region: str = "us-east-1"
    """The bucket's region; R2 calls its own `auto`."""

    s3_key: SecretStr = SecretStr("")
    """Access key id; empty leaves it to what AWS tools read: the environment, a profile, the machine's role."""

    s3_secret: SecretStr = SecretStr("")
    """Secret access key."""

    s3_prefix: str = ""
    """Before every key (`studio/`), where a bucket is shared."""

    s3_cache_bytes: int = Field(default=20 * 1024**3, ge=0)
    """About how much of the bucket each home keeps near, in bytes."""

    redis_url: str = Field(default="", repr=False)
    """`redis://`, `rediss://` or `unix://` address of the queue; empty starts a server of our own below `home`."""

    public_url: str = ""
    """Address that people reach the API at (`https://studio.example.com`); empty where it listens at that one."""

    registration: Literal["open", "closed"] = "open"
    """Whether strangers may make themselves an account."""

    metrics_token: SecretStr = SecretStr("")
    """Bearer token that reads `/metrics`; empty lets everyone read it who reaches the API."""

    otel_endpoint: str = ""
    """OTLP/HTTP collector that traces go to (`http://collector:4318`); empty traces nothing."""

    secret: SecretStr = SecretStr("")
    """What seals secrets in the database: long and random, the same on every host. After a space the ones before it,
    which still open what they sealed; empty takes one that is made below `home`."""

    worker_grace_seconds: float = Field(default=20.0, ge=0)
    """What a running step gets to end by itself when its worker is told to stop."""

    def variable(self, name: str) -> SecretStr:
        """A vendor's own variable (`ELEVENLABS_API_KEY`), from the environment or `.env`; empty when unset."""
        return SecretStr((os.environ.get(name) or _dotenv().get(name) or "") if name else "")

    @property
    def providers_path(self) -> Path:
        """The file that says how providers are used; it need not exist."""
        return self.providers_file or self.home / "providers.yaml"

    @field_validator("database_url")
    @classmethod
    def _beside_the_runs(cls, given: str, info: ValidationInfo) -> str:
        """The address that is set, else a file below `home`."""
        if given or "home" not in info.data:
            return given
        return f"sqlite+aiosqlite:///{info.data['home'] / 'studio.db'}"

    @field_validator("public_url", "s3_endpoint", "s3_public_endpoint", "otel_endpoint")
    @classmethod
    def _without_slash(cls, given: str) -> str:
        return given.rstrip("/")


@lru_cache(maxsize=1)
def _dotenv() -> dict[str, str | None]:
    return dotenv_values(".env")


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()


def child_environment(more: Mapping[str, str]) -> dict[str, str]:
    """The environment for a program that this process starts: its own, and these."""
    return {**os.environ, **more}


def strict_checkpoints() -> None:
    """Make the graph engine read back plain data only; it looks at its environment when it is first imported."""
    os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
