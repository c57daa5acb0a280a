"""Settings for the tests: an own folder of state for each session, quick passwords, the owner's role."""

import os
import tempfile
from pathlib import Path

# Each of several test processes has a home of its own; what a test starts inherits the home of its process.
if os.environ.get("MINICLUSTER_TEST_HOME_OF") != os.environ.get("PYTEST_XDIST_WORKER", ""):
    home = Path(tempfile.mkdtemp(prefix="minicluster-test-"))
    # The database's own user must be able to pass through it when the tests run as root.
    home.chmod(0o755)
    os.environ |= {"MINICLUSTER_TEST_HOME": str(home), "MINICLUSTER_TEST_HOME_OF": os.environ.get("PYTEST_XDIST_WORKER", "")}
os.environ["MINICLUSTER_HOME"] = os.environ["MINICLUSTER_TEST_HOME"]
os.environ["MINICLUSTER_DATABASE_ROLE"] = "owner"

from minicluster.settings.base import *  # noqa: F403  # the environment must stand before the settings read it

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Refused requests are what many tests are about; a log line for each would bury the answer.
LOGGING = {"version": 1, "disable_existing_loggers": False, "loggers": {"django.request": {"level": "CRITICAL"}}}
