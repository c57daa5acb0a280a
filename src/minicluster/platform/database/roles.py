"""Who may do what in the database: three roles, and the statements that make them.

`postgres` sets up and takes backups. `minicluster_owner` owns the database and its tables: migrations. `minicluster_app`
is what pages and jobs sign in as: it owns nothing, so that row-level security binds it and it cannot change a table. The
owner may step down to it (SET ROLE), so that a test can see with its eyes.
"""

DATABASE = "minicluster"
SUPERUSER = "postgres"
OWNER = "minicluster_owner"
APPLICATION = "minicluster_app"
EXTENSIONS = ("vector", "pg_trgm", "btree_gist", "unaccent")

_EXTENSIONS = "\n".join(f'CREATE EXTENSION IF NOT EXISTS "{name}";' for name in EXTENSIONS)

# In template1 too: databases made for tests are copies of it.
_EVERY_DATABASE = f"""
{_EXTENSIONS}
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APPLICATION};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APPLICATION};
"""


def create_database(name: str) -> str:
    """The statement that makes a database of ours, for psql."""
    return f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE template1"


# For psql, at every start: each statement does nothing when it has been done, so an interrupted set-up heals itself.
SET_UP = f"""
SELECT 'CREATE ROLE {OWNER} LOGIN CREATEDB' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}') \\gexec
SELECT 'CREATE ROLE {APPLICATION} LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION}') \\gexec
GRANT {APPLICATION} TO {OWNER} WITH INHERIT FALSE, SET TRUE;
{_EVERY_DATABASE}
SELECT '{create_database(DATABASE)}' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
\\connect {DATABASE}
{_EVERY_DATABASE}
"""  # noqa: S608  # constants of this file
