#!/usr/bin/env bash
# lint.sh VENV: what reads the code without running it. Everything is reported before it fails.
set -uo pipefail
python=$1/bin/python
failed=0

"$python" -m ruff check . || failed=1
"$python" -m ruff format --check --quiet . || failed=1
"$python" -m mypy || failed=1
"$python" -m djlint --lint --quiet templates || failed=1
exit "$failed"
