#!/bin/bash
# Makes the service's role and database, once. The role is no superuser: policies on rows hold for it.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -U "${POSTGRES_USER:-postgres}" -v password="$STUDIO_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE studio LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE studio OWNER studio;
SQL
