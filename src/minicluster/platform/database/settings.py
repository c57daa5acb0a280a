"""Where Django finds the database: the embedded one, or the server that `DATABASE_URL` names."""

import os
from functools import partial
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from minicluster.platform.database import roles
from minicluster.platform.database.errors import DatabaseAddressError
from minicluster.platform.database.supervisor import release, server_of, use
from minicluster.platform.database.texts import say

ROLES = ("application", "owner")
Settings = dict[str, Any]

SCHEMES = ("postgres", "postgresql")
ENGINE = "django.db.backends.postgresql"
# Sixty connections are there; a few processes of ten leave room for jobs, migrations and a person with psql.
POOL_MAXIMUM = 10
POOL_WAIT_SECONDS = 15
RECONNECT_SECONDS = 2


def uses_own_server() -> bool:
    """Whether the embedded database is meant, and so the supervisor is needed."""
    return not database_address()


def database_address(role: str = "application") -> str:
    """`DATABASE_URL`, or for migrations `DATABASE_OWNER_URL` when that is set too; empty means the embedded database."""
    url = os.environ.get("DATABASE_URL", "").strip()
    owner_url = os.environ.get("DATABASE_OWNER_URL", "").strip()
    return owner_url if url and owner_url and role == "owner" else url


def database_settings(home: Path, role: str = "application") -> Settings:
    """The value of `DATABASES["default"]` for one of the two roles; starts nothing."""
    if role not in ROLES:
        msg = f"the role is one of {', '.join(ROLES)}, not {role}"
        raise ValueError(msg)
    url = database_address(role)
    if url:
        return _with_pool(parse_address(url), role)
    server = server_of(home)
    user = roles.OWNER if role == "owner" else roles.APPLICATION
    settings = _settings(name=server.database, user=user, host=str(server.socket_folder), port=str(server.port))
    return _with_pool(settings, role, reconnect_failed=partial(_wake, home))


def connection_arguments(home: Path, role: str = "application") -> dict[str, Any]:
    """Arguments for `psycopg.connect`, where no Django is needed."""
    settings = database_settings(home, role)
    options = {name: value for name, value in settings["OPTIONS"].items() if name != "pool"}
    named = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    return options | {argument: settings[name] for argument, name in named.items() if settings[name]}


def parse_address(url: str) -> Settings:
    """Settings for `postgresql://user:password@host:port/name?option=value`; every part may be percent-encoded."""
    parts = _split(url)
    if parts.scheme not in SCHEMES:
        _refuse(say("it does not begin with postgresql://"))
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        _refuse(say("the name of the database is missing after the host"))
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = options.pop("host", unquote(_host(parts)))
    settings = _settings(name=name, user=unquote(parts.username or ""), host=host, port=_port(parts))
    settings["PASSWORD"] = unquote(parts.password or "")
    settings["OPTIONS"] = options
    return settings


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        _refuse(say("its host is not written as a host is (an IPv6 address stands in brackets)"))


def _host(parts: SplitResult) -> str:
    # Not parts.hostname: that one makes lower case of it, and a percent-encoded socket folder has its own case.
    place = parts.netloc.rpartition("@")[2]
    if place.startswith("["):
        return place[1:].partition("]")[0]
    return place.partition(":")[0]


def _port(parts: SplitResult) -> str:
    try:
        return str(parts.port or "")
    except ValueError:
        _refuse(say("the port is not a number up to 65535 (a password with : / @ or # must be percent-encoded)"))


def _refuse(reason: str) -> NoReturn:
    # The address itself is not repeated: it holds a password.
    text = (
        "DATABASE_URL cannot be understood: %(reason)s. Nothing was changed. Write it as "
        "postgresql://user:password@host:5432/name, or remove it to use the embedded database."
    )
    raise DatabaseAddressError(text, reason=reason)


def _settings(*, name: str, user: str, host: str, port: str) -> Settings:
    return {
        "ENGINE": ENGINE,
        "NAME": name,
        "USER": user,
        "PASSWORD": "",
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {},
    }


def _with_pool(settings: Settings, role: str, **more: Any) -> Settings:
    # Migrations and tests want one plain connection that is closed when they say so.
    if role == "application":
        pool = {"min_size": 1, "max_size": POOL_MAXIMUM, "timeout": POOL_WAIT_SECONDS, "reconnect_timeout": RECONNECT_SECONDS}
        settings["OPTIONS"]["pool"] = pool | more
    return settings


def _wake(home: Path, pool: Any) -> None:
    # The supervisor died (out of memory, say) or was told to stop while we serve: start it, and fill the pool again.
    use(home)
    release(home)
    pool.check()
