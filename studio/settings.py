"""Every setting in one place; the only reader of the environment.

A variable is the field's name in capitals behind `STUDIO_`: `STUDIO_HOME`, `STUDIO_MODEL`.
"""

import os
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from dotenv import dotenv_values
from pydantic import Field, SecretStr
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

    redis_url: str = ""
    """`redis://`, `rediss://` or `unix://` address of the queue; empty starts a server of our own below `home`."""

    worker_grace_seconds: float = Field(default=20.0, ge=0)
    """What a running step gets to end by itself when its worker is told to stop."""

    def variable(self, name: str) -> SecretStr:
        """A vendor's own variable (`ELEVENLABS_API_KEY`), from the environment or `.env`; empty when unset."""
        return SecretStr((os.environ.get(name) or _dotenv().get(name) or "") if name else "")

    @property
    def providers_path(self) -> Path:
        """The file that says how providers are used; it need not exist."""
        return self.providers_file or self.home / "providers.yaml"

    @property
    def database_url(self) -> str:
        """SQLAlchemy address of the run database."""
        return f"sqlite+aiosqlite:///{self.home / 'studio.db'}"


@lru_cache(maxsize=1)
def _dotenv() -> dict[str, str | None]:
    return dotenv_values(".env")


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()


def strict_checkpoints() -> None:
    """Make the graph engine read back plain data only; it looks at its environment when it is first imported."""
    os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
