# Each target needs Python 3.11 or newer and make; it installs the rest into .venv by itself.

.PHONY: demo test lint bench lock clean
.DEFAULT_GOAL := demo

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
IS_NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c '$(IS_NEW_ENOUGH)' 2>/dev/null && echo $$name && break; done)

# The whole house with pretend phones in a browser. Ctrl-C ends it.
demo: $(READY)
	@$(BIN)/hearthlight demo

# Every test, on two cores; handlers/ and storage/ stay at 100 % branch coverage.
test: $(READY)
	@$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=
	@$(BIN)/coverage report --include='handlers/*,storage/*' --fail-under=100

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(READY)
	@$(BIN)/python -m tests.bench

# Remake the hashed list of everything that is installed. It names no server, so any mirror serves.
lock: $(READY)
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --upgrade \
		--group dev --no-strip-extras --custom-compile-command 'make lock' \
		--output-file requirements.lock pyproject.toml

clean:
	@rm -rf $(VENV) build dist .coverage .coverage.* .hypothesis \
		.mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(READY): requirements.lock pyproject.toml
	@[ -n "$(PYTHON)" ] || { echo "Hearthlight needs Python 3.11 or newer, and found none." \
		"Install it (Debian: python3 and python3-venv), or say make PYTHON=/path/to/python3." >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
		echo "Making $(VENV); this takes about a minute, once."; $(PYTHON) -m venv --clear $(VENV); } || { \
		echo "Could not make $(VENV). On Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@
