"""``python -m config.preflight``: end with one sentence where something stands in the server's way.

Run before anything is changed.  Importing the settings checks every variable; then come the folder of the database and
the address, which gunicorn alone would try five times before a traceback.
"""

import os
import socket
from pathlib import Path

from config import env
from config.gunicorn import bind
from config.settings import DATABASES, SIDIAN_DATA_DIR


def check_folder(folder: Path) -> None:
    """Make ``folder`` where it is missing; end the program where it cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        env.stop("SIDIAN_DATA_DIR", f"不能建立文件夹 {folder}（{error.strerror}）。(cannot make the folder)")
    if not os.access(folder, os.W_OK | os.X_OK):
        env.stop("SIDIAN_DATA_DIR", f"文件夹 {folder} 不能写入。(the folder cannot be written to)")


def check_address(address: str) -> None:
    """End the program where ``address`` (host:port) cannot be listened on."""
    host, _, port = address.rpartition(":")
    try:
        found = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, _protocol, _name, place = found[0]
        with socket.socket(family, kind) as probe:
            # As gunicorn does: a port that a stopped server has just left counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        env.stop(
            "SIDIAN_BIND, SIDIAN_PORT",
            f"不能在 {address} 上监听（{error.strerror}）：可能已经在运行，或者要换一个端口。(cannot listen there)",
        )


if __name__ == "__main__":
    check_folder(SIDIAN_DATA_DIR)
    if DATABASES["default"]["ENGINE"].endswith("sqlite"):
        check_folder(DATABASES["default"]["NAME"].parent)
    check_address(bind)
