"""The installation's secret key: made once, kept in the folder of state, readable by its owner only."""

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """The key that signs sessions and links: from the environment, else from the folder of state, where it is made at first use."""
    given = os.environ.get("MINICLUSTER_SECRET_KEY")
    if given:
        return given
    kept = home / "secret-key"
    if not kept.exists():
        _keep(kept, secrets.token_urlsafe(50))
    return kept.read_text(encoding="ascii").strip()


def _keep(path: Path, key: str) -> None:
    """Write the key so that of several processes that start at once exactly one's key is kept, and never a half-written one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(key)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
