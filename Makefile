# The lab's commands. The README gives the same without make.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed
PARALLEL := -n auto --maxprocesses=4 --dist=loadfile
NBVAL := --nbval --nbval-current-env --nbval-cell-timeout=120 --nbval-sanitize-with=tests/notebooks/sanitize.cfg

.PHONY: lab test check bench fuzz plans verdicts pins clean help

help:  ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

lab: $(INSTALLED)  ## Open the lab: server, data, a first comparison, JupyterLab
	@echo "== The server, the schema and the data"
	@$(BIN)/lab up
	@echo "== A first comparison: lab compare orders_of_user"
	@$(BIN)/lab compare orders_of_user
	@echo "== JupyterLab"
	@$(BIN)/lab serve

test: $(INSTALLED)  ## Run all tests, notebooks included, on a server of their own
	@echo "== Tests and notebooks"
	@$(BIN)/pytest $(PARALLEL) $(NBVAL) tests notebooks

check: $(INSTALLED)  ## Lint, format, types, layers, the craft of the notebooks
	@echo "== ruff"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "== mypy"
	@$(BIN)/mypy
	@echo "== layers"
	@$(BIN)/lint-imports
	@echo "== notebooks"
	@$(BIN)/pytest -q tests/notebooks/test_craft.py

bench: $(INSTALLED)  ## Measure speed, as ratios of one run
	@$(BIN)/python -m benchmarks

fuzz: $(INSTALLED)  ## Ten minutes of plans that no server made (MINUTES=1 for one)
	@$(BIN)/python -m tests.fuzz $(or $(MINUTES),10)

plans: $(INSTALLED)  ## Take the tests' plans anew, from two servers; needs Debian's PostgreSQL 15
	@$(BIN)/python -m tests.plans.take

verdicts: $(INSTALLED)  ## Run the course on other data (SEED=7): do its verdicts agree with the ledger?
	@$(BIN)/python -m tests.verdicts --seed $(or $(SEED),7)

pins:  ## Write requirements.txt anew from pyproject.toml's ranges (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --all-extras \
		--no-annotate --no-header --quiet -o requirements.txt pyproject.toml

clean:  ## Remove what make made here; databases stay ('lab db reset' removes those)
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist build

$(INSTALLED): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "The lab needs Python 3.11 or newer; name one: make PYTHON=python3.12 lab"; exit 1; }
	@echo "== Installing the pinned packages into .venv"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(INSTALLED)
