"""Secrets that must be read again lie sealed in the database: with a copy of it alone nobody can sign anything."""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from studio.errors import BrokenInstall
from studio.security.secret_lines import secret_lines
from studio.settings import Settings

FILE = "keys/sealing"
"""Where the secrets lie below home when none are set."""

MARK = "sealed:"
"""What sealed texts begin with; others were kept before there were seals."""


class Sealer:
    """Seals with the first of some secrets, and opens what any of them sealed."""

    def __init__(self, secrets: Sequence[SecretStr]) -> None:
        self._newest, *_ = keys = [Fernet(_key(secret)) for secret in secrets]
        self._any = MultiFernet(keys)

    def seal(self, text: str) -> str:
        """A text as it is kept."""
        return MARK + self._newest.encrypt(text.encode()).decode()

    def open(self, kept: str) -> str:
        """The text that is kept.

        Raises:
            BrokenInstall: None of the secrets sealed it.
        """
        if not kept.startswith(MARK):
            return kept
        try:
            return self._any.decrypt(kept.removeprefix(MARK)).decode()
        except InvalidToken:
            raise BrokenInstall(
                "What is sealed in the database cannot be opened here.",
                "Set STUDIO_SECRET to the same on every host, with the secret before behind it.",
            ) from None

    def renewed(self, kept: str) -> str:
        """The same text sealed with the first secret; as it is when it is so already, or cannot be opened."""
        try:
            self._newest.decrypt(kept.removeprefix(MARK))
        except InvalidToken:
            try:
                return self.seal(self.open(kept))
            except BrokenInstall:
                pass
        return kept


def sealer_of(settings: Settings) -> Sealer:
    """The seals of a service."""
    given = [SecretStr(one) for one in settings.secret.get_secret_value().split()]
    return Sealer(given or secret_lines(settings.home / FILE))


def _key(secret: SecretStr) -> bytes:
    derive = HKDF(SHA256(), 32, salt=None, info=b"ai-clone-studio: secrets in the database")
    return base64.urlsafe_b64encode(derive.derive(secret.get_secret_value().encode()))
