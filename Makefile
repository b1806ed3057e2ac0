SHELL := /bin/bash
PYTHON ?= python3
BRIEF ?= 5 fitness reels
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
NODE = $(shell $(BIN)/python -c "from api.webbuild import node_path; print(node_path())")
NPM = $(NODE) $(abspath $(dir $(NODE))/../lib/node_modules/npm/bin/npm-cli.js)
LIGHTHOUSE := $(VENV)/lighthouse
LIGHTHOUSE_VERSION := 13.5.0

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev reels up test slow check fix bench bench-router lighthouse shots eval lock clean

help:  ## what you can do here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(VENV)/.ready  ## everything the product needs, in .venv; no root
setup-dev: $(VENV)/.ready-dev

reels: $(VENV)/.ready  ## make BRIEF="5 fitness reels": finished videos in out/
	@$(BIN)/studio make "$(BRIEF)" --yes $(ARGS)

up: $(VENV)/.ready  ## the service: API, workers and all they need, on one address
	@$(BIN)/studio up $(ARGS)

test: $(VENV)/.ready-dev  ## all tests but the slow ones
	@$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow" -q --ignore=tests/browser $(ARGS)
	@$(BIN)/python -m pytest -m "not slow" -q tests/browser $(ARGS)

slow: $(VENV)/.ready-speech  ## the slow tests: speech accuracy, whole runs, kill -9
	@$(BIN)/python -m pytest -m slow -q $(ARGS)

check: $(VENV)/.ready-dev  ## lint, types, import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -c "import asyncio, pathlib, api.webbuild as b; asyncio.run(b.Build(pathlib.Path('web')).packages())"
	@export PATH="$(dir $(NODE)):$$PATH"; cd web && $(NPM) run -s lint && $(NPM) run -s typecheck

fix: $(VENV)/.ready-dev  ## format, and mend what can be mended by itself
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.ready-dev  ## the benchmarks: ratios from one run on this machine
	@$(BIN)/python tests/bench/bench_render.py
	@$(BIN)/python tests/bench/bench_schedule.py
	@PYTHONPATH=. $(BIN)/python tests/bench/bench_router.py

bench-router: $(VENV)/.ready-dev  ## the router by itself: overhead, hedging, failover
	@PYTHONPATH=. $(BIN)/python tests/bench/bench_router.py

lighthouse: $(VENV)/.ready-dev  ## medians of three of a running studio, phone and desktop: BASE=... EMAIL=... PASSWORD=... PAGES="home=/"
	@test -d $(LIGHTHOUSE)/node_modules/lighthouse || $(NPM) install --silent --no-audit --no-fund --prefix $(LIGHTHOUSE) lighthouse@$(LIGHTHOUSE_VERSION)
	@LIGHTHOUSE=$(abspath $(LIGHTHOUSE)) $(NODE) web/scripts/lighthouse.mjs $(BASE) $(EMAIL) $(PASSWORD) $(PAGES)

shots: $(VENV)/.ready-dev  ## pictures of every page in every state: OUT=folder ARGS="words of their names"
	@$(BIN)/python -m tests.browser.shots $(OUT) $(ARGS)

eval: $(VENV)/.ready  ## how good the key-less studio is, against the committed baseline
	@$(BIN)/studio eval $(or $(SUITE),fast) --compare evals/baseline.json $(ARGS)

lock: $(VENV)/.uv  ## pin every dependency again
	@$(BIN)/uv pip compile -q pyproject.toml --universal --generate-hashes --no-annotate --no-emit-index-url --no-header --python-version 3.11 -o requirements.lock
	@$(BIN)/uv pip compile -q pyproject.toml --group dev --universal --generate-hashes --no-annotate --no-emit-index-url --no-header --python-version 3.11 -c requirements.lock -o requirements-dev.lock
	@$(BIN)/uv pip compile -q pyproject.toml --group dev --group speech --universal --generate-hashes --no-annotate --no-emit-index-url --no-header --python-version 3.11 -c requirements-dev.lock -o requirements-speech.lock

clean:  ## forget the environment (runs and assets are kept)
	@rm -rf $(VENV)

$(VENV)/.uv:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$$($(PYTHON) --version) is too old: Python 3.11 or newer is needed (make PYTHON=python3.12 ...)" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "setting up .venv (once, about a minute)" >&2; $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	@touch $@

$(VENV)/.ready: requirements.lock pyproject.toml | $(VENV)/.uv
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.ready-speech: requirements-speech.lock $(VENV)/.ready-dev
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-speech.lock
	@touch $@
