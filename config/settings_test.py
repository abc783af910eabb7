"""The settings of the tests: those of an installation, but with cheap passwords and files that go away."""

import atexit
import os
import shutil
import tempfile

if "SIDIAN_DATA_DIR" not in os.environ:
    # Parallel test processes inherit the variable from the first one, which cleans up when all have ended.
    os.environ["SIDIAN_DATA_DIR"] = tempfile.mkdtemp(prefix="sidian-tests-")
    atexit.register(shutil.rmtree, os.environ["SIDIAN_DATA_DIR"], ignore_errors=True)
os.environ.setdefault("SIDIAN_SECRET_KEY", "a key for the tests that signs nothing of value")

from config.settings import *  # noqa: F403 - the data folder is chosen before the settings read it
from config.settings import DATABASES, SIDIAN_DATA_DIR, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# A file and not memory: the browser tests' server and the tests of concurrent saves use several connections.
if DATABASES["default"]["ENGINE"].endswith("sqlite"):
    SIDIAN_DATA_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": SIDIAN_DATA_DIR / "test.sqlite3"}
    DATABASES["default"]["CONN_MAX_AGE"] = 0
