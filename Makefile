# The commands of this project. `make run` and `make test` are all that most people need.

VENV ?= .venv
PYTHON := $(VENV)/bin/python
MANAGE := $(PYTHON) manage.py
MESSAGES := makemessages --locale en --no-obsolete --no-location --ignore "$(VENV)" --ignore data --ignore staticfiles

.PHONY: run test bench lint format messages

run: $(VENV)/runtime.stamp
	@exec sh scripts/serve.sh $(PYTHON)

test: $(VENV)/development.stamp
	@exec bash scripts/test.sh $(VENV)

bench: $(VENV)/development.stamp
	@$(PYTHON) -m drafts.formats.fetching "$${SIDIAN_FONTS_DIR:-fonts}/open"
	@$(PYTHON) -m tests.benchmarks.bench
	@$(PYTHON) -m tests.benchmarks.saving
	@if $(PYTHON) scripts/with_postgres.py --look; \
	then $(PYTHON) scripts/with_postgres.py --durable $(PYTHON) -m tests.benchmarks.saving; \
	else echo "PostgreSQL is not installed: no figures for it"; fi

lint: $(VENV)/development.stamp
	@exec bash scripts/lint.sh $(VENV)

format: $(VENV)/development.stamp
	@$(PYTHON) -m ruff check --fix-only --quiet .
	@$(PYTHON) -m ruff format .

# Needs gettext. The compiled files are kept in the repository, so that running needs none.
messages: $(VENV)/development.stamp
	@$(MANAGE) $(MESSAGES)
	@$(MANAGE) $(MESSAGES) --domain djangojs
	@$(MANAGE) compilemessages --locale en --ignore "$(VENV)"

# Installed again when Python itself was replaced, too: then the link in bin is newer or leads nowhere.
$(VENV)/runtime.stamp: requirements.txt $(VENV)/bin/python
	@sh scripts/venv.sh $(VENV) requirements.txt
	@touch $@

$(VENV)/development.stamp: requirements.txt requirements-dev.txt $(VENV)/bin/python
	@sh scripts/venv.sh $(VENV) requirements-dev.txt
	@touch $@ $(VENV)/runtime.stamp

$(VENV)/bin/python:
	@sh scripts/venv.sh $(VENV)
