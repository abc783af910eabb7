"""Gunicorn's settings.  Measured: with its default keep-alive of 2 s a quarter of paced clients' attempts were cut."""

from config import env

bind = f"{env.text('SIDIAN_BIND') or '127.0.0.1'}:{env.whole('SIDIAN_PORT', 8000, least=1, most=65535)}"
worker_class = "gthread"
workers = env.whole("SIDIAN_WORKERS", 2, least=1, most=64)
threads = env.whole("SIDIAN_THREADS", 4, least=1, most=64)
keepalive = 75
timeout = 60
graceful_timeout = 20
accesslog = None
errorlog = "-"
