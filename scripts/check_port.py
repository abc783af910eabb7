"""Say in one sentence that the address is taken, before gunicorn tries it five times."""

import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from config.gunicorn import bind

host, _, port = bind.rpartition(":")
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((host, int(port)))
    except OSError as error:
        sys.exit(f"SIDIAN_BIND/SIDIAN_PORT: {bind} 不能监听（{error.strerror}），请换一个端口。(cannot listen there)")
