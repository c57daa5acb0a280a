"""Where minicluster keeps everything it must not lose: one folder."""

import os
from pathlib import Path

import platformdirs


def home_folder() -> Path:
    """The folder of state: `MINICLUSTER_HOME`, or a folder of this user where the system keeps such things."""
    named = os.environ.get("MINICLUSTER_HOME", "").strip()
    folder = Path(named).expanduser() if named else platformdirs.user_data_path("minicluster", appauthor=False)
    return folder.resolve()
