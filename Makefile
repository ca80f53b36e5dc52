# `make` tells what there is to make.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORTAL_PORT ?= 8000
DESK_PORT ?= 8001
KINLINE_HOME ?= var/kinline
export KINLINE_HOME

BIN := .venv/bin
COMPILE := uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-annotate
CATALOGUES := $(shell find src/kinline -name "*.po")

.PHONY: help setup postgres run test check docs bench lock format

help:  ## tell what there is to make
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

setup: .venv/ready  ## make the environment in .venv, nothing else

postgres: .venv/ready  ## add the driver for installations that keep their data in PostgreSQL
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements/postgres.txt

run: .venv/ready  ## make the demonstration if there is none, and serve it
	@exec $(BIN)/kinline demo --serve --portal-port $(PORTAL_PORT) --desk-port $(DESK_PORT)

test: .venv/ready-dev  ## run every test but the browser's
	$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not browser"

check: .venv/ready-dev  ## lint, formats, types, who may import whom, templates, migrations, catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet src  # not --check: its folding adds spaces that a reader sees
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m django makemigrations --check --dry-run
	$(BIN)/python tools/messages.py check

docs: .venv/ready-dev  ## build the papers as pages in var/docs; a dead link between them is an error
	$(BIN)/sphinx-build -W --keep-going -q -c docs . var/docs

bench: .venv-bench/ready  ## measure speed and recall, side by side with peers, in an environment with those
	failed=0; for bench in bench/bench_*.py; do .venv-bench/bin/python "$$bench" || failed=1; done; exit $$failed

format: .venv/ready-dev  ## bring code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/ready-dev  ## write requirements/*.txt from requirements/*.in
	for name in base postgres dev bench; do PATH="$(BIN):$$PATH" $(COMPILE) requirements/$$name.in -o requirements/$$name.txt; done

# A virtual environment knows its own path: one that was copied here from elsewhere is made anew.
$(foreach venv,.venv .venv-bench,$(shell [ "$$(cat $(venv)/made 2>/dev/null)" = "$(CURDIR)" ] || rm -f $(venv)/made $(venv)/ready*))

.venv/made .venv-bench/made:
	@[ -n "$(PYTHON)" ] && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed. Install it, or name it: make setup PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(PYTHON) -m venv --clear $(@D)
	echo "$(CURDIR)" > $@

.venv/ready: .venv/made requirements/base.txt pyproject.toml $(CATALOGUES)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements/base.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	$(BIN)/python tools/messages.py compile
	touch $@

.venv/ready-dev: .venv/ready requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --require-hashes -r requirements/dev.txt
	touch $@

.venv-bench/ready: .venv-bench/made requirements/bench.txt pyproject.toml $(CATALOGUES)
	.venv-bench/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements/bench.txt
	.venv-bench/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
	.venv-bench/bin/python tools/messages.py compile
	touch $@
