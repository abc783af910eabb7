#!/bin/sh
# serve.sh PYTHON: set up what is missing, then serve. Ctrl+C stops it.
set -eu
python=$1

# One sentence instead of a traceback where a setting is wrong or the port is taken; before anything is changed.
"$python" -m config.preflight

# Without Django, which alone takes half a second to start. Without network it says so, and a fallback has to do.
"$python" -m drafts.formats.fetching "${SIDIAN_FONTS_DIR:-fonts}/open"
"$python" manage.py setup

# Static files are collected again only when ours or the installed packages have changed.
stamp=staticfiles/.collected
if [ ! -e "$stamp" ] || [ requirements.txt -nt "$stamp" ] ||
    [ -n "$(find static config/finders.py config/settings.py -newer "$stamp" -print -quit)" ]; then
    echo "整理静态文件 … (collecting static files)"
    "$python" manage.py collectstatic --noinput --clear --verbosity 0
    touch "$stamp"
fi

exec "$python" -m gunicorn --config config/gunicorn.py config.wsgi
