"""The settings of the server: for a small machine, and for records that are confidential."""

import shutil
from pathlib import Path

from minicluster.platform.database.runtime import PORT

# Parallel work needs shared memory; containers often give 64 MB, where a big sort or vector index would fail.
SHARED_MEMORY_BYTES = 512 * 1024**2
LOCAL = "postgresql.local.conf"

SETTINGS = """\
# Written by minicluster at every start: changes here are lost.
# Your own settings go into {local} in the folder above; they win over these.
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket_folder}'
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 256MB
work_mem = 32MB
maintenance_work_mem = 256MB
dynamic_shared_memory_type = {shared_memory}
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
# Seven files, one for each day of the week. Statements and details of errors hold what people wrote, so they stay out.
logging_collector = on
log_directory = '../log'
log_filename = 'server-%a.log'
log_file_mode = 0600
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
log_line_prefix = '%m [%p] %u@%d '
log_min_error_statement = panic
log_error_verbosity = terse
include_if_exists '../{local}'
"""


def write_configuration(data: Path, socket_folder: Path) -> None:
    """Write postgresql.conf, replacing it in one step."""
    text = SETTINGS.format(local=LOCAL, port=PORT, socket_folder=socket_folder, shared_memory=_shared_memory())
    draft = data / "postgresql.conf.new"
    draft.write_text(text, encoding="utf-8")
    draft.replace(data / "postgresql.conf")


def _shared_memory() -> str:
    try:
        enough = shutil.disk_usage("/dev/shm").total >= SHARED_MEMORY_BYTES  # noqa: S108  # asked for its size only
    except OSError:
        enough = False
    return "posix" if enough else "mmap"
