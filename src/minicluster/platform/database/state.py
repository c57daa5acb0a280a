"""What the supervisor says about itself, in one small file that is replaced as a whole."""

import json
import os
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

STARTING = "starting"
READY = "ready"
STOPPING = "stopping"
FAILED = "failed"


@dataclass(frozen=True, slots=True)
class State:
    """One moment of the supervisor; `text` and `values` say why it failed, when it did."""

    phase: str
    supervisor: int = 0
    server: int = 0
    socket_folder: str = ""
    port: int = 0
    started_at: str = ""
    text: str = ""
    values: dict[str, str] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Replace the file in one step, so that a reader sees the old state or the new one."""
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")
        draft.replace(path)

    def but(self, **changes: object) -> "State":
        """The same with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]  # the names are checked by dataclasses.replace


def read_state(path: Path) -> State | None:
    """The state, or None when there is none or it cannot be read."""
    try:
        return State(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
