"""The ground: settings, errors, domain, database, storage."""
