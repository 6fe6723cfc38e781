# Two commands do everything: `make demo` starts the web product with the demo plant, `make test` checks that it does what it should.
# `make demo-cli` tells the same story on the command line.
# The tests run on SQLite, and those that use the database again on PostgreSQL, on a server of their own that is thrown away afterwards.
# Both set up .venv first: with uv where it is installed, otherwise with python3 -m venv and the hash-locked requirements.

PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null)
EVENHAND := .venv/bin/evenhand
DEMO := build/demo
LOCKS := pyproject.toml uv.lock requirements.txt requirements-dev.txt requirements-build.txt

.PHONY: demo demo-cli test requirements docs clean

# The demo goes on where it was left; `make demo PORT=9000` listens on that port. What plan runs need compiled is compiled beside the first page, not before it.
demo: .venv/installed
	@$(MAKE) --silent .venv/ready-to-run & $(EVENHAND) demo --data $(DEMO) $(if $(PORT),--port $(PORT))

demo-cli: .venv/ready-to-run
	@mkdir -p $(DEMO)
	$(EVENHAND) generate --out $(DEMO)/portfolio.yaml
	@echo
	$(EVENHAND) plan $(DEMO)/portfolio.yaml --out $(DEMO)/plan.json --effort 10 --workers 2
	@echo
	$(EVENHAND) expedite $(DEMO)/portfolio.yaml --plan $(DEMO)/plan.json --project SL-250 --by 2028-01-14 --out $(DEMO)/answer.json --effort 10 --workers 2; \
	  case $$? in 0|1|4) ;; *) exit 1 ;; esac
	@echo
	$(EVENHAND) show $(DEMO)/portfolio.yaml $(DEMO)/plan.json --out $(DEMO)/plan.html

test: .venv/ready-to-test
	.venv/bin/ruff check src tests benchmarks
	.venv/bin/ruff format --check src tests benchmarks
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python -m pytest -n 2 --dist loadfile
	EVENHAND_TEST_DATABASE=postgresql .venv/bin/python -m pytest -n 2 --dist loadfile -m database tests

# The requirements are uv.lock in the form pip reads; a test fails when they differ from it.
requirements:
	uv export --quiet --locked --no-header --no-annotate --no-emit-project --no-default-groups --output-file requirements.txt
	uv export --quiet --locked --no-header --no-annotate --no-emit-project --output-file requirements-dev.txt
	uv export --quiet --locked --no-header --no-annotate --no-emit-project --only-group build --output-file requirements-build.txt

docs: .venv/ready-to-run
	.venv/bin/python -m evenhand.cli.reference docs/reference/cli.md

clean:
	rm -rf build .venv

.venv/ready-to-run: .venv/installed
	.venv/bin/python -m evenhand.planning.warm_up
	@touch $@

ifdef UV

.venv/installed: $(LOCKS)
	uv sync --quiet --locked --inexact --no-default-groups
	@touch $@

.venv/ready-to-test: $(LOCKS)
	uv sync --quiet --locked --inexact
	@touch $@

else

.venv/installed: $(LOCKS) | .venv/bin/pip
	.venv/bin/pip install --quiet --require-hashes -r requirements.txt -r requirements-build.txt
	.venv/bin/pip install --quiet --no-index --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-to-test: $(LOCKS) .venv/installed | .venv/bin/pip
	.venv/bin/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Evenhand needs Python 3.11 or newer; $(PYTHON) is `$(PYTHON) --version 2>&1`. Name another one: make PYTHON=python3.12 demo" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing. Install it, then run make again: sudo apt-get install -y python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv

endif
