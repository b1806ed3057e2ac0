"""The databases of the services' tests, for tests of the log."""

from tests.services.conftest import database, database_url, postgres_server, sqlite_file

__all__ = ["database", "database_url", "postgres_server", "sqlite_file"]
