"""Where Django finds the database, read from `DATABASE_URL` or from the home."""

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minicluster.platform.database.errors import DatabaseAddressError
from minicluster.platform.database.settings import connection_arguments, database_settings, parse_address, uses_own_server

HOME = Path("/nowhere/minicluster")
words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1)


@pytest.fixture(autouse=True)
def _no_address(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)


@given(user=words, password=words, name=words)
def test_whatever_stands_in_user_password_and_name_arrives_decoded(user, password, name):
    settings = parse_address(f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@db.example:6432/{quote(name, safe='')}")
    found = (settings["USER"], settings["PASSWORD"], settings["NAME"], settings["HOST"], settings["PORT"])
    assert found == (user, password, name, "db.example", "6432")


@pytest.mark.parametrize(
    ("address", "host", "port", "options"),
    [
        ("postgres://u@db/x", "db", "", {}),
        ("postgresql://u@[2001:db8::1]:5433/x", "2001:db8::1", "5433", {}),
        ("postgresql://u@%2Fvar%2Frun%2FPostgres/x", "/var/run/Postgres", "", {}),
        ("postgresql:///x?host=/var/run/postgresql", "/var/run/postgresql", "", {}),
        ("postgresql://u@db/x?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem", "db", "", {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}),
    ],
)
def test_hosts_sockets_and_options_are_understood(address, host, port, options):
    settings = parse_address(address)
    assert (settings["HOST"], settings["PORT"], settings["OPTIONS"]) == (host, port, options)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("mysql://u:secret@db/x", "it does not begin with postgresql://"),
        ("secret", "it does not begin with postgresql://"),
        ("postgresql://u:secret@db", "the name of the database is missing after the host"),
        ("postgresql://u:secret@db:70000/x", "the port is not a number"),
        ("postgresql://u:secret/1@db/x", "the port is not a number"),
        ("postgresql://u:secret@[::1/x", "its host is not written as a host is"),
    ],
)
def test_a_bad_address_is_refused_with_its_reason_and_without_repeating_the_password(address, reason):
    with pytest.raises(DatabaseAddressError, match=reason) as refused:
        parse_address(address)
    assert "secret" not in str(refused.value)
    assert "postgresql://user:password@host:5432/name" in str(refused.value)


def test_without_an_address_the_two_roles_sign_in_at_the_socket_of_the_home():
    application, owner = database_settings(HOME, "application"), database_settings(HOME, "owner")
    place = {"ENGINE": "django.db.backends.postgresql", "NAME": "minicluster", "HOST": "/nowhere/minicluster/database/run", "PORT": "5432"}
    assert owner == place | {"USER": "minicluster_owner", "PASSWORD": "", "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True, "OPTIONS": {}}
    assert application.items() >= (place | {"USER": "minicluster_app"}).items()
    assert application["OPTIONS"]["pool"]["max_size"] == 10
    assert uses_own_server()


def test_the_owner_may_have_an_address_of_its_own(monkeypatch):
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://chief@db/x")
    assert database_settings(HOME, "owner")["USER"] == "minicluster_owner"
    monkeypatch.setenv("DATABASE_URL", "postgresql://clerk:pw@db/x?sslmode=require")
    assert not uses_own_server()
    assert [database_settings(HOME, role)["USER"] for role in ("application", "owner")] == ["clerk", "chief"]
    assert connection_arguments(HOME) == {"host": "db", "dbname": "x", "user": "clerk", "password": "pw", "sslmode": "require"}


def test_an_unknown_role_is_a_mistake_of_the_programmer():
    with pytest.raises(ValueError, match="one of application, owner, not admin"):
        database_settings(HOME, "admin")
