"""Gunicorn's settings.  Measured: with its default keep-alive of 2 s a quarter of paced clients' attempts were cut."""

import sys
from typing import Any

from config import env

_host = env.text("SIDIAN_BIND") or "127.0.0.1"
# An IPv6 address needs its brackets before the port.
_address = f"[{_host}]" if ":" in _host and not _host.startswith("[") else _host

bind = f"{_address}:{env.whole('SIDIAN_PORT', 8000, least=1, most=65535)}"
worker_class = "gthread"
# The app is loaded once and not in each worker, which halves the time to start; it opens no connection while it loads.
preload_app = True
workers = env.whole("SIDIAN_WORKERS", 2, least=1, most=64)
threads = env.whole("SIDIAN_THREADS", 4, least=1, most=64)
keepalive = 75
timeout = 60
graceful_timeout = 20
accesslog = None
errorlog = "-"
# Nothing but the port is opened: no socket through which the server could be steered.
control_socket_disable = True


# A thread that is writing gets the interpreter back within half a millisecond after each of its statements, not within
# the five that Python gives the others by default: they wait for its lock meanwhile.
sys.setswitchinterval(0.0005)


def when_ready(server: Any) -> None:
    """Say where the pages are."""
    server.log.info("四点已启动，请用浏览器打开 http://%s  （Ctrl+C 停止）", bind)
