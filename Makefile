# make demo   builds the demonstration region and serves it on 127.0.0.1:8000
# make test   runs everything that must pass
# Both create .venv and install the locked dependencies; nothing but Python >= 3.11 and make is needed.

PYTHON ?= python3
VENV := .venv
# Compiled modules are kept, also where the environment says otherwise: the tests start a hundred processes.
export PYTHONDONTWRITEBYTECODE :=
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test install check spark lock coverage clean

demo: install
	$(BIN)/linghang --workspace workspace demo

install: $(VENV)/.installed

$(VENV)/.installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("需要 Python 3.11 或更高版本，当前为 " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --no-compile --require-hashes --requirement requirements.txt
	$(PIP) install --quiet --no-compile --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	$(PIP) install --quiet --no-compile --require-hashes --requirement requirements-dev.txt
	@touch $@

# The Spark engine (extra `spark`), for its tests and for use; it needs a Java runtime besides.
spark: $(VENV)/.installed-spark

$(VENV)/.installed-spark: $(VENV)/.installed-dev requirements-spark.txt
	$(PIP) install --quiet --no-compile --require-hashes --requirement requirements-spark.txt
	@touch $@

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n 2

# What CI runs besides the tests: style, types, and which subject may know which.
check: $(VENV)/.installed-dev
	$(BIN)/ruff check src tests
	$(BIN)/ruff format --check src tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/linghang packs check

# Write docs/coverage.md anew from tests/acceptance/coverage.csv.
coverage: $(VENV)/.installed-dev
	$(BIN)/python tests/acceptance/coverage_page.py

# Renew the lock files (needs uv). No index address is written into them.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build pyproject.toml --output-file requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build --extra dev --constraint requirements.txt pyproject.toml --output-file requirements-dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build --extra spark --constraint requirements.txt pyproject.toml --output-file requirements-spark.txt

clean:
	rm -rf $(VENV) workspace
