#!/bin/sh
# serve.sh PYTHON: set up what is missing, then serve. Ctrl-C stops it.
set -eu
python=$1

# One sentence instead of a traceback where a setting is wrong or the port is taken; before anything is changed.
"$python" scripts/check_port.py

"$python" manage.py fetch_fonts
"$python" manage.py setup

# Static files are collected again only when ours or the installed packages have changed.
stamp=staticfiles/.collected
if [ ! -e "$stamp" ] || [ requirements.txt -nt "$stamp" ] || [ -n "$(find static drafts/importmap.py config/finders.py -newer "$stamp" -print -quit)" ]; then
    "$python" manage.py collectstatic --noinput --clear --verbosity 0
    touch "$stamp"
fi

exec "$python" -m gunicorn --config config/gunicorn.py config.wsgi
