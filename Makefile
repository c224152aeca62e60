# One name for each thing a person wants of a checkout. `make` alone explains them.
.DEFAULT_GOAL := help
# Every process of a start or a test would compile all code anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo test check bench docs pictures lock clean
BIN := .venv/bin

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

PORT ?= 8400
# A language that an institution brings along, as an example of one.
DEMO ?= --instruments docs/examples/languages/bn
# Persons of an invented country; PERSONS=0 starts the pages without accounts.
PERSONS ?= 2000
demo: ## assess a synthetic file, then start the pages with an invented country (PORT=8400, PERSONS=2000)
	@tools/bootstrap.sh run
	@$(BIN)/manumit demo --out build/demo --no-open
	@$(BIN)/manumit serve --folder build/platform --port $(PORT) --country $(PERSONS) $(DEMO)

test: check ## all checks and all tests (MANUMIT_NO_BROWSER=1 leaves those in a browser out)
	@tools/chromium.sh
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: ## format, lint, types, import contracts, spelling, names in the documentation (under a minute)
	@tools/bootstrap.sh dev
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/codespell
	@$(BIN)/python -m pytest -q -n 0 tests/docs/test_links.py

bench: ## speed and memory, printed side by side (minutes; not part of the tests)
	@tools/bootstrap.sh dev
	@$(BIN)/python benchmarks/run.py

docs: ## build the documentation into build/docs
	@tools/bootstrap.sh dev
	@$(BIN)/sphinx-build -W --keep-going -q -b html docs build/docs
	@echo "Documentation: build/docs/index.html"

pictures: ## make the pictures in the documentation anew, in a browser
	@tools/bootstrap.sh dev
	@tools/chromium.sh
	@MANUMIT_PICTURES=1 $(BIN)/python -m pytest -q tests/browser/test_pictures*.py

lock: ## renew the pinned versions (releases at least a week old)
	@tools/bootstrap.sh dev
	@tools/lock.sh

clean: ## remove what was built: .venv, build, caches
	@rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
