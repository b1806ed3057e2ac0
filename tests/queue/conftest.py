"""The databases of the services' tests, for tests of what is queued."""

from tests.services.conftest import database, database_url, postgres_server, sqlite_file

__all__ = ["database", "database_url", "postgres_server", "sqlite_file"]
