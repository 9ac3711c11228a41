# Everything a checkout can do. Needs make and a Python from 3.11 on, nothing else:
# the first target that is asked for makes .venv, and installs into it what it needs.
# Written for GNU make 3.81, which macOS has, and later.

.DEFAULT_GOAL := help
.PHONY: help install demo serve first-sale test test-all on-server database-server fast check readers outside chromium browsers pictures contract mutants bench failover reference clean

# A process that is started reads byte code, and does not compile everything again.
unexport PYTHONDONTWRITEBYTECODE

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
PINNED := -c constraints.txt
PYTEST := $(BIN)/python -m pytest -q -n auto --dist worksteal -p no:logging
BROWSED := $(BIN)/python -m pytest -q -rs -p no:logging tests/browser

# Name another Python with: make PYTHON=/path/to/python demo
PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)

help: ## Say what can be asked for
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile \
	| awk -F '|' '{ printf "%-18s %s\n", $$1, $$2 }'

install: $(VENV)/installed ## Install lotledger here, as .venv/bin/lotledger

demo: $(VENV)/installed ## Play a whole sale, and say where to look next
	@$(BIN)/lotledger demo

# Another port: make serve SERVE='--port 8001'
serve: $(VENV)/serving ## Serve the demo at http://127.0.0.1:8000, until Ctrl-C
	@$(BIN)/lotledger demo --dir lotledger-demo/served --serve $(SERVE)

first-sale: $(VENV)/serving ## Serve an empty house, to hold a first sale of your own in it
	@$(BIN)/lotledger demo --dir lotledger-demo/first-sale --serve --empty $(SERVE)

test: $(VENV)/equipped ## Run every test that needs no server (half an hour on two cores)
	@$(PYTEST) --ignore tests/browser -m "not server"

test-all: $(VENV)/browsing readers chromium database-server ## Run every test, and say which are skipped
	@$(PYTEST) --ignore tests/browser -rs
	@$(BROWSED)
	@$(PYTEST) -rs --on-server

# What is about the file itself, and why, stands in tests/about_files.toml.
on-server: $(VENV)/equipped database-server ## Keep ledgers on a server that tests start
	@$(PYTEST) -rs -m server $$(grep -l 'mark\.server' tests/test_*.py)
	@$(PYTEST) -rs --on-server

fast: $(VENV)/equipped ## Run the tests of the rules (less than a minute)
	@$(PYTEST) -m "not slow" --ignore tests/test_tidy.py --ignore tests/browser

check: $(VENV)/equipped ## Check style, types and the rules of the house
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/python -m pytest -q tests/test_tidy.py
	@$(BIN)/python -m tests.test_tidy

outside: $(VENV)/equipped readers ## Let other programs judge what is handed out
	@$(BIN)/python -m pytest -q -rs tests/test_exports.py tests/test_proof_files.py \
	  tests/test_tiles.py tests/test_timestamp.py

# Keep their pictures with: make browsers BROWSERS='--pictures folder'
browsers: $(VENV)/browsing chromium ## Walk through the pages in a browser
	@$(BROWSED) $(BROWSERS)

pictures: $(VENV)/browsing chromium ## Take the pictures of pages in the README again
	@$(BROWSED)/test_readme_pictures.py --golden-update

# The browser that the tests drive, by the name of its package in Debian.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null && exit; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  { apt-get install -y -q chromium || \
	    { apt-get update -q && apt-get install -y -q chromium; }; } >/dev/null && exit; \
	fi; \
	echo "Pages are looked at in no browser where it is missing." \
	  "On Debian and Ubuntu: apt install chromium" >&2

# What reads and verifies what we write, by the name of its package in Debian.
readers:
	@lacks=$$(for package in hledger openssl; do \
	  command -v $$package >/dev/null || echo $$package; done; \
	command -v go >/dev/null || echo golang-go; \
	test -d /usr/share/gocode/src/golang.org/x/mod/sumdb || \
	  echo golang-golang-x-mod-dev); \
	lacks=$$(echo $$lacks); \
	if [ -z "$$lacks" ]; then exit; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  { apt-get install -y -q $$lacks || \
	    { apt-get update -q && apt-get install -y -q $$lacks; }; } >/dev/null && exit; \
	fi; \
	echo "What other programs say is left out where they are missing." \
	  "On Debian and Ubuntu: apt install $$lacks" >&2

# A server that tests start by themselves; they need no other.
database-server:
	@if ls -d /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
	  command -v initdb >/dev/null; then exit; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  { apt-get install -y -q postgresql || \
	    { apt-get update -q && apt-get install -y -q postgresql; }; } >/dev/null && exit; \
	fi; \
	echo "Ledgers on a server are left out of the tests." \
	  "On Debian and Ubuntu: apt install postgresql" >&2

# More of each kind: make contract CONTRACT='--examples 40 --seed 7'
contract: $(VENV)/contract ## Hold the service to openapi.json (schemathesis; some minutes)
	@$(BIN)/python -m tests.contract $(CONTRACT)

# How many, which, and where it goes on: make mutants MUTANTS='--count 30 --seed 7'
mutants: $(VENV)/equipped ## Put small faults into copies, and say which are noticed
	@$(BIN)/python -m tests.mutants $(MUTANTS)

bench: $(VENV)/serving ## Measure bids a second, and how long a replay takes
	@$(BIN)/python -m benchmarks

# How often, and by which Patroni: make failover FAILOVER='--rounds 3 --patroni PROGRAM'
failover: $(VENV)/equipped ## Lose the first of three machines, again and again (as root)
	@$(BIN)/python -m benchmarks.failover $(FAILOVER)

reference: $(VENV)/equipped ## Print docs/reference again from the code
	@$(BIN)/python -m tests.test_docs

clean: ## Remove .venv, caches and built packages
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp says what is installed; it is redone when what is asked for changes.
$(VENV)/installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing lotledger into $(VENV) (once; about a minute)" >&2
	@$(PIP) install $(PINNED) pip hatchling
	@$(PIP) install $(PINNED) --no-build-isolation -e .
	@touch $@

$(VENV)/serving: $(VENV)/installed
	@$(PIP) install $(PINNED) --no-build-isolation -e '.[serve]'
	@touch $@

$(VENV)/equipped: $(VENV)/installed
	@echo "Installing what tests and checks need into $(VENV) (once)" >&2
	@$(PIP) install $(PINNED) --group test --group check
	@touch $@

$(VENV)/contract: $(VENV)/equipped
	@$(PIP) install $(PINNED) --group contract
	@touch $@

$(VENV)/browsing: $(VENV)/equipped
	@$(PIP) install $(PINNED) --group browser
	@touch $@

# The first Python that is new enough and whole. Debian leaves ensurepip to a package
# of its own, and a Python built by hand may lack sqlite3 or ssl.
$(BIN)/python:
	@for python in $(PYTHONS); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    2>/dev/null || continue; \
	  lacks=$$("$$python" -c 'from importlib.util import find_spec; \
	    needs = ("venv", "ensurepip", "_ssl", "_sqlite3"); \
	    print(*(name.strip("_") for name in needs if not find_spec(name)))'); \
	  if [ -z "$$lacks" ]; then \
	    rm -rf $(VENV); \
	    "$$python" -m venv $(VENV) && exit; \
	    rm -rf $(VENV); \
	    exit 1; \
	  fi; \
	  incomplete="$$incomplete $$python lacks $$lacks."; \
	done; \
	if [ -n "$$incomplete" ]; then \
	  echo "No Python here can make an environment:$$incomplete" \
	    "On Debian and Ubuntu: apt install python3-venv" >&2; \
	else \
	  echo "lotledger needs Python 3.11 or later, and found none of: $(PYTHONS)." \
	    "Install one, or name it: make PYTHON=/path/to/python3 demo" >&2; \
	fi; \
	exit 1
