# The commands of this project. `make run` and `make test` are all that most people need.

VENV ?= .venv
PYTHON := $(VENV)/bin/python
MANAGE := $(PYTHON) manage.py

.PHONY: run test bench lint format messages

run: $(VENV)/runtime.stamp
	@sh scripts/serve.sh $(PYTHON)

test: $(VENV)/development.stamp
	@bash scripts/test.sh $(VENV)

bench: $(VENV)/development.stamp
	@$(MANAGE) fetch_fonts
	@$(PYTHON) -m tests.benchmarks.bench

lint: $(VENV)/development.stamp
	@bash scripts/lint.sh $(VENV)

format: $(VENV)/development.stamp
	@$(VENV)/bin/ruff check --fix-only --quiet .
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/djlint --reformat --quiet templates || true

messages: $(VENV)/development.stamp
	@$(MANAGE) makemessages --locale en --no-obsolete --no-location --ignore "$(VENV)" --ignore data --ignore staticfiles
	@$(MANAGE) makemessages --domain djangojs --locale en --no-obsolete --no-location --ignore "$(VENV)" --ignore data --ignore staticfiles
	@$(MANAGE) compilemessages --locale en --ignore "$(VENV)"

$(VENV)/runtime.stamp: requirements.txt
	@sh scripts/venv.sh $(VENV) requirements.txt
	@touch $@

$(VENV)/development.stamp: requirements.txt requirements-dev.txt
	@sh scripts/venv.sh $(VENV) requirements-dev.txt
	@touch $@ $(VENV)/runtime.stamp
