"""Both backings, for tests of what they have in common and of what keeps them safe."""

from tests.api_http.conftest import face
from tests.fakes.backings import backing, backing_servers, bare_database

__all__ = ["backing", "backing_servers", "bare_database", "face"]
