"""``make bench``: how long the main jobs take, each as the median of many runs in this one process.

Nothing here can fail a build: machines are shared and noisy, so figures are read side by side within one run.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            SIDIAN_DATA_DIR=folder,
            DJANGO_SETTINGS_MODULE="config.settings_test",
            SIDIAN_LOG_LEVEL="ERROR",
            DATABASE_URL="",
        )
        import django  # the settings read the environment that was set just now

        django.setup()
        from tests.benchmarks import histories, jobs, merging  # needs Django to be set up

        jobs.run(Path(folder))
        merging.run()
        histories.run()


def median_ms(job: Callable[[], object], *, runs: int) -> float:
    """The median duration of ``job`` in milliseconds over ``runs`` runs, after one run that does not count."""
    job()
    return statistics.median(once_ms(job) for _ in range(runs))


def once_ms(job: Callable[[], object]) -> float:
    """The duration of one run in milliseconds."""
    began = time.perf_counter()
    job()
    return (time.perf_counter() - began) * 1000


def in_new_process_ms(code: str) -> float:
    """What ``code`` prints last, run by a fresh interpreter, as a number."""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(run.stdout.split()[-1])


def libreoffice() -> str | None:
    """LibreOffice's program, where it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


if __name__ == "__main__":
    main()
