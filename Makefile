# One name for each thing a person wants of a checkout. `make` alone explains them.
.DEFAULT_GOAL := help
# Every process of a start or a test would compile all code anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo quick test test-all explore check bench docs pictures lock clean
BIN := .venv/bin

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

PORT ?= 8400
# A language that an institution brings along, as an example of one.
DEMO ?= --instruments docs/examples/languages/bn
# Persons of an invented country; PERSONS=0 starts the pages without accounts.
PERSONS ?= 2000
demo: ## assess a synthetic file, then start the pages with an invented country (PORT=8400, PERSONS=2000)
	@tools/bootstrap.sh run
	@$(BIN)/manumit demo --out build/demo --no-open
	@$(BIN)/manumit serve --folder build/platform --port $(PORT) --country $(PERSONS) $(DEMO)

test: check ## all checks and the tests to run at each change (MANUMIT_NO_BROWSER=1: none in a browser)
	@tools/chromium.sh
	@$(BIN)/python -m tools.gate first

quick: check ## all checks and the tests nearest to what was changed (minutes; says what it leaves out)
	@$(BIN)/python -m tools.quick

test-all: test ## the same, then attacks, further languages, pictures, comparisons (what has to pass)
	@$(BIN)/python -m tools.gate thorough

explore: ## the statements that hold for all inputs, on examples never drawn before (many minutes)
	@tools/bootstrap.sh dev
	@MANUMIT_EXPLORE=1 $(BIN)/python -m pytest -n 2 tests/property

check: ## format, lint, types, import contracts, spelling, language, names, rooms (about a minute)
	@tools/bootstrap.sh dev
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/codespell
	@$(BIN)/python -m tools.check_language
	@$(BIN)/python -m tools.check_names
	@$(BIN)/python -m tools.check_rooms
	@$(BIN)/python -m tools.check_tests
	@$(BIN)/python -m pytest -q -n 0 tests/docs/test_links.py tests/repository/test_files.py

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
