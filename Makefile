# Samaki. Needs git, make and Python 3.11 or newer with venv; everything else is installed into .venv by these targets.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
export SAMAKI_CHROMIUM := $(CHROMIUM)
export PORT

.PHONY: help run setup test lint campaign pictures lock messages clean python chromium dev
help: ## say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: $(VENV)/run.stamp ## a demonstration on http://127.0.0.1:8000 (PORT= changes it)
	@$(DEMONSTRATION) exec $(BIN)/samaki serve --set-up

setup: $(VENV)/run.stamp ## everything of run except serving
	@$(DEMONSTRATION) $(BIN)/samaki setup

# Unless told otherwise: a demonstration that stands on its own day.
DEMONSTRATION = $(if $(SAMAKI_DEMO),,SAMAKI_DEMO=1 SAMAKI_TODAY=$${SAMAKI_TODAY:-2018-04-09})

test: chromium dev ## everything: style, types, import law, translations, both databases, browser
	@$(BIN)/python -m tests.run

lint: dev ## style, types, templates, import law, translations, migrations
	@$(BIN)/python -m tests.run --lint-only

campaign: dev ## the long runs: random examples, loads killed half-way; keeps its table in bench/results/
	@$(BIN)/python bench/campaign.py

pictures: chromium dev ## take the pictures of the guides again
	@SAMAKI_PICTURES=write $(BIN)/python -m pytest --quiet -p no:cacheprovider tests/test_pictures.py

messages: dev ## bring the catalogues of translations up to date and list what lacks its Khmer
	@$(BIN)/python tools/messages.py

lock: $(VENV)/uv.stamp ## choose versions anew and write the locked lists
	@$(BIN)/uv pip compile pyproject.toml --group build $(LOCK) -o requirements/run.txt $(UPGRADE)
	@$(BIN)/uv pip compile pyproject.toml --group build --group dev -c requirements/run.txt $(LOCK) -o requirements/dev.txt $(UPGRADE)
LOCK := --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
UPGRADE ?= --upgrade

clean: ## remove what was made, but for the environment and the data
	@rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis src/samaki/web/static-{made,built}

# The environment. Each stamp says: installed from this list.
dev: $(VENV)/dev.stamp
$(VENV)/run.stamp: requirements/run.txt pyproject.toml $(VENV)/uv.stamp
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	@$(INSTALL_SAMAKI)
	@touch $@
$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml $(VENV)/run.stamp
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@
$(VENV)/uv.stamp: requirements/uv.txt | python
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@
INSTALL_SAMAKI = $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .

python:
	@command -v $(PYTHON) >/dev/null || { echo "Samaki needs Python 3.11 or newer, and there is no $(PYTHON): apt-get install python3 python3-venv" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Samaki needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) -V): make PYTHON=/path/to/a/newer/python3 …" >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Samaki needs Python's venv: apt-get install python3-venv" >&2; exit 2; }

chromium:
	@[ -n "$(CHROMIUM)" ] || { echo "The browser tests need Chromium: apt-get install --no-install-recommends chromium" >&2; exit 2; }
