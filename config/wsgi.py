"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# Every page's code, before the first visitor asks for one and before the workers part ways.
get_resolver().url_patterns  # noqa: B018 - a property that loads it
