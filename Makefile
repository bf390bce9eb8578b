# The two commands: `make gate` proves the templates, `make test` runs the project's own suite.
# They need Python 3.11 or newer; everything else is installed into .venv from requirements.lock.

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
, := ,
LOCALSTACK := src/cfnproof/hosts/localstack

.PHONY: gate test test-deep venv lock clean help

help:
	@echo 'make gate       every gate on cfn/, with a table, a verdict and reports in build/report/'
	@echo "make test       the project's own suite"
	@echo 'make test-deep  what takes longer'
	@echo 'make venv       .venv alone, from requirements.lock'
	@echo 'make lock       resolve requirements.lock anew'
	@echo 'make clean      remove what the other commands made'

gate: venv
	@$(BIN)/cfnproof gate

# LocalStack needs Python 3.13: without one its part is left out, and the last line says so.
# $(call tox,with LocalStack,without it)
define tox
	@if why=$$($(BIN)/python -m cfnproof.hosts.localstack.interpreter 2>&1); then $(BIN)/tox run $(1); else \
		$(BIN)/tox run $(2); ended=$$?; printf 'not run: localstack: %s\n' "$$why"; exit $$ended; fi
endef

test: venv
	$(call tox,,--skip-env '^localstack$$')

test-deep: venv
	$(call tox,-e deep$(,)localstack-deep,-e deep)

venv: .venv/.installed

.venv/.installed: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo 'make: Python 3.11 or newer is needed and was not found: set PYTHON=…' >&2; exit 2; }
	@echo 'installing requirements.lock into .venv'
	@rm -rf .venv && $(PYTHON) -m venv .venv
	@awk '/^[^ ]/ { wanted = /^uv==/ } wanted' requirements.lock > .venv/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement .venv/uv.txt
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock || \
		$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

lock: venv
	UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --extra gates --extra localstack --extra moto --extra serve --group dev pyproject.toml --output-file requirements.lock
	UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile --quiet --python-version 3.13 --generate-hashes \
		--no-annotate $(LOCALSTACK)/requirements.in --output-file $(LOCALSTACK)/requirements.txt
	UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-annotate tests/served/requirements.in --output-file tests/served/requirements.txt

clean:
	rm -rf .venv .tox build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
