#!/usr/bin/env bash
# lint.sh VENV: what reads the code without running it.
set -euo pipefail
bin=$1/bin

"$bin/ruff" check .
"$bin/ruff" format --check .
"$bin/mypy" config drafts
"$bin/djlint" --lint --quiet templates
