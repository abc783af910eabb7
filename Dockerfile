FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 \
    SIDIAN_DATA_DIR=/data SIDIAN_FONTS_DIR=/app/fonts SIDIAN_BIND=0.0.0.0 SIDIAN_PORT=8000

WORKDIR /app
COPY requirements.txt .
# Every pinned package comes as a wheel, so no compiler has to be installed.
RUN pip install --disable-pip-version-check --only-binary :all: -r requirements.txt

# The fonts come before the code, so that a new version of the code does not fetch them again.
COPY drafts/__init__.py drafts/__init__.py
COPY drafts/core drafts/core
COPY drafts/formats drafts/formats
RUN apt-get update && python -m drafts.formats.fetching fonts/open && rm -rf /var/lib/apt/lists/*

COPY . .
# The app can write to /data alone.
RUN useradd --system --create-home --uid 10001 sidian \
    && install --directory --owner sidian --group sidian --mode 0700 /data \
    && SIDIAN_DATA_DIR=/tmp/build python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build

USER sidian
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/healthz', headers={'X-Forwarded-Proto': 'https', 'Host': 'localhost'}), timeout=4)"]
# Workers report that they are alive through a file, which in a container must lie in memory.
CMD ["sh", "-c", "python manage.py setup && exec python -m gunicorn --config config/gunicorn.py --worker-tmp-dir /dev/shm config.wsgi"]
