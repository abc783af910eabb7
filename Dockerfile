FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 \
    SIDIAN_DATA_DIR=/data SIDIAN_FONTS_DIR=/app/fonts SIDIAN_BIND=0.0.0.0

WORKDIR /app
COPY requirements.txt .
RUN pip install --disable-pip-version-check -r requirements.txt

# The fonts come before the code, so that a new version of the code does not fetch them again.
COPY drafts/__init__.py drafts/__init__.py
COPY drafts/core drafts/core
COPY drafts/formats drafts/formats
RUN apt-get update && python -m drafts.formats.fetching fonts/open && rm -rf /var/lib/apt/lists/*

COPY . .
RUN useradd --system --create-home --uid 10001 sidian \
    && mkdir /data && chown sidian:sidian /data \
    && SIDIAN_DATA_DIR=/tmp/build python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build

USER sidian
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/healthz', headers={'X-Forwarded-Proto': 'https', 'Host': 'localhost'}), timeout=4)"]
CMD ["sh", "-c", "python manage.py setup && exec gunicorn --config config/gunicorn.py config.wsgi"]
