PYTHON ?= python3
BIN = .venv/bin

.DEFAULT_GOAL = help
.PHONY: help run test test-postgres check bench format environment

help:  ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1 \t/p' Makefile | expand -t 24

run:  ## set up and serve HubInt (HOST, PORT, DATABASE_URL: see README)
	@$(PYTHON) start.py

test: environment  ## run every test that this computer can run, and say what it cannot
	@$(BIN)/python .ci/test.py

test-postgres: environment  ## run the tests without browser on a throw-away PostgreSQL
	@$(BIN)/python .ci/test.py postgres

check: environment  ## format, lint, types, templates, deployment, migrations, catalogs, fixtures
	@$(BIN)/python .ci/check.py

bench: environment  ## measure pages, queries and load beside their limits, on a quiet computer
	@$(BIN)/python -m benchmarks

format: environment  ## rewrite Python and templates in the house style
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djlint --reformat --quiet . || true

environment:
	@$(PYTHON) start.py --dev
