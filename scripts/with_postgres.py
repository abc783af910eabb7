"""``with_postgres.py COMMAND …``: run a command with DATABASE_URL set to a PostgreSQL of its own.

The server lives in a temporary folder, listens on a free port of the loopback address alone, and is stopped when the
command ends, however it ends.  The exit status is the command's.  With ``--durable`` before the command it writes to
the disk as an office's server does, so that its speed can be measured; ``--look`` only tells whether there is one.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

_SECONDS_TO_START = 60
# A server for tests may forget everything in a power cut.
_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_OPTIONS = ("max_connections=200", "timezone=UTC")


def programs() -> Path | None:
    """The folder with PostgreSQL's newest initdb, or None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def server_account() -> dict[str, Any]:
    """As whom the server runs, as subprocess wants it: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    sys.exit("PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it.")


@contextmanager
def postgres(folder: Path, *, durable: bool) -> Iterator[str]:
    """A running server's URL; its files are in ``folder``, which must belong to ``server_account``."""
    bin_folder, account, password, port = programs(), server_account(), secrets.token_hex(16), _free_port()
    if bin_folder is None:
        sys.exit("PostgreSQL is not installed.")
    _make_cluster(bin_folder, folder, password, account)
    settings = [part for option in (*_OPTIONS, *(() if durable else _FORGETFUL)) for part in ("-c", option)]
    addresses = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-p", str(port)]
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [str(bin_folder / "postgres"), "-D", str(folder / "data"), *addresses, *settings],
            cwd=folder,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl+C reaches the tests first, and the server when they are done
            **account,
        )
    try:
        _wait(server, bin_folder, port, log)
        yield f"postgres://sidian:{password}@127.0.0.1:{port}/postgres"
    finally:
        _stop(server)


def _make_cluster(bin_folder: Path, folder: Path, password: str, account: dict[str, Any]) -> None:
    secret = folder / "password"
    secret.write_text(password + "\n", encoding="ascii")
    where = ["-D", str(folder / "data"), "-U", "sidian", f"--pwfile={secret}"]
    done = subprocess.run(
        [str(bin_folder / "initdb"), *where, "-A", "scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"],
        cwd=folder,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
        **account,
    )
    if done.returncode != 0:
        sys.exit(f"initdb failed: {done.stderr.strip()}")


def _wait(server: "subprocess.Popen[bytes]", bin_folder: Path, port: int, log: Path) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    ready = [str(bin_folder / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(ready, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"PostgreSQL did not start: {log.read_text(encoding='utf-8', errors='replace').strip()}")
        time.sleep(0.1)


def _stop(server: "subprocess.Popen[bytes]") -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGINT)  # the fast shutdown: connections are cut
    try:
        server.wait(timeout=30)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def main(command: list[str], *, durable: bool) -> int:
    """Run ``command`` beside a server and give its exit status."""
    # As an exception, so that the server is stopped on the way out.
    signal.signal(signal.SIGTERM, _end)
    with tempfile.TemporaryDirectory(prefix="sidian-postgres-") as name:
        account = server_account()
        if account:
            os.chown(name, account["user"], account["group"])
        with postgres(Path(name), durable=durable) as url:
            return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    if "--look" in sys.argv[1:2]:
        sys.exit(programs() is None)
    asked = "--durable" in sys.argv[1:2]
    sys.exit(main(sys.argv[2 if asked else 1 :], durable=asked))
