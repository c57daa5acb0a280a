# Two commands do everything: `make demo` and `make test`. Both are safe to repeat.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
# One BLAS thread: the web workers and the benchmarks are planned for it.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1

.PHONY: help demo test long check lock install install-test browser translations clean

help:
	@echo "make demo    set up, load the demonstration programme, serve it at http://127.0.0.1:$(PORT)"
	@echo "make test    set up and run every test"
	@echo "make check   lint, types, import contracts, templates, dead code"
	@echo "make long    the long harnesses in full"

demo: install
	MINICLUSTER_HOME="$${MINICLUSTER_HOME:-$(CURDIR)/.demo}" "$(BIN)/python" -m minicluster demo --port "$(PORT)"

# Two processes: half of the suite waits, for a browser, a server that starts, a process that was killed.
# In the order of collection, in which tests with a database come first: large groups would else go before them, all at once.
PYTEST := "$(BIN)/python" -m pytest --numprocesses=2 --dist=loadgroup --no-loadscope-reorder

test: check browser
	$(PYTEST)

long: install-test browser
	MINICLUSTER_LONG=1 $(PYTEST)

check: install-test
	"$(BIN)/ruff" format --check .
	"$(BIN)/ruff" check .
	"$(BIN)/lint-imports" --no-cache
	"$(BIN)/mypy"
	"$(BIN)/djlint" --quiet --lint src
	"$(BIN)/vulture"

install: $(VENV)/.installed translations

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

install-test: $(VENV)/.installed-test translations

$(VENV)/.installed-test: requirements-test.lock $(VENV)/.installed
	"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-test.lock
	@touch $@

translations: $(VENV)/.installed
	@"$(BIN)/python" -m minicluster translations compile

# Debian's Chromium and a Korean font for the browser tests, where apt may install them.
browser: install-test
	@"$(BIN)/python" tests/browser/install_chromium.py

lock: install-test
	"$(BIN)/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra build pyproject.toml --output-file requirements.lock
	"$(BIN)/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra build --extra test pyproject.toml --output-file requirements-test.lock

clean:
	rm -rf $(VENV) .demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
