# Needs Python 3.11 or later (with its venv module), make and git; `make test` and `make spark` also a
# Java 17 runtime. Everything is installed into .venv and nothing outside the checkout is written.

PYTHON ?= python3
SHOPS ?= sample cdnow cdnow_sample complete_journey
DOCS_SHOP ?= sample
VENV := .venv
BIN := $(VENV)/bin

# A stamp is named after the content of what it stands for: a new lock installs, an old one does not.
checksum = $(shell cat $(1) | cksum | cut -d ' ' -f 1)
RUN_STAMP := $(VENV)/.installed-run-$(call checksum,requirements/uv.txt requirements/run.txt pyproject.toml)
DEV_STAMP := $(VENV)/.installed-dev-$(call checksum,requirements/uv.txt requirements/dev.txt pyproject.toml)

export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := false
# dbt finds its project, and its profile, here.
export DBT_PROJECT_DIR := $(CURDIR)
export DBT_PROFILES_DIR := $(CURDIR)

.DEFAULT_GOAL := help
.PHONY: help warehouse test test-thorough lint types unit pytest build-all docs spark spark-stop lock dev clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

warehouse: $(RUN_STAMP) ## Set up, simulate and fetch raw data, build, check and publish the four shops
	-$(BIN)/warehouse load all
	$(BIN)/warehouse build $(SHOPS:%=--shop %)
	$(BIN)/warehouse status --preview $(SHOPS:%=--shop %)

test: $(DEV_STAMP) ## Run everything that CI runs
	$(MAKE) --jobs=2 --output-sync=line lint types build-all SHOPS=sample
	$(MAKE) pytest

lint: $(DEV_STAMP) ## Lint the Python, the models, tests and analyses
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint --processes 2 models tests analyses

types: $(DEV_STAMP) ## Check the types of the Python
	$(BIN)/mypy

unit: $(DEV_STAMP) ## Run dbt's unit tests only
	mkdir -p build/plain
	$(call dbt,cdnow_sample,build --select +test_type:unit)

build-all: $(DEV_STAMP) ## Build the shops with plain dbt, unit tests included
	$(BIN)/warehouse load all
	mkdir -p build/plain
	@echo "Building $(SHOPS), two at a time"
	printf '%s\0' $(foreach shop,$(SHOPS),'$(call dbt,$(shop),build $(call once,$(shop)))') | xargs -0 -n 1 -P 2 sh -c

test-thorough: ## The same with every seed, day, shop and example that a test knows; hours
	WAREHOUSE_THOROUGH=1 $(MAKE) test

pytest: $(DEV_STAMP) ## Run the pytest suites (Spark parity, kill and bad-input tests among them)
	$(BIN)/warehouse load all
	@mkdir -p build
	@echo "The Spark suite runs beside the others; its output follows theirs."
	@$(BIN)/pytest tests/python/spark > build/spark-suite.log 2>&1 & spark=$$!; \
	    $(BIN)/pytest --ignore=tests/python/spark --numprocesses=2 --dist=loadfile --no-loadscope-reorder; \
	    suites=$$?; wait $$spark; on_spark=$$?; cat build/spark-suite.log; \
	    test $$suites -eq 0 && test $$on_spark -eq 0

docs: $(DEV_STAMP) ## Write dbt's documentation as one HTML page, build/docs/static_index.html
	$(BIN)/warehouse load all
	$(BIN)/warehouse build --shop $(DOCS_SHOP)
	WAREHOUSE_DUCKDB_PATH=build/$(DOCS_SHOP).duckdb $(BIN)/dbt --quiet docs generate --static \
	    --target-path build/docs --log-path build/docs --vars "$$(cat shops/$(DOCS_SHOP).yml)"
	@echo "Open build/docs/static_index.html"

spark: $(DEV_STAMP) ## Start the Spark cluster on this machine and say how dbt reaches it
	$(BIN)/python -m loyalty_warehouse.spark start

spark-stop: $(DEV_STAMP) ## Stop the Spark cluster
	$(BIN)/python -m loyalty_warehouse.spark stop

dev: $(DEV_STAMP) ## Install the development tools and the pre-commit hooks
	$(BIN)/pre-commit install

lock: $(RUN_STAMP) ## Resolve requirements/*.in again (dev first: run is its part)
	$(call compile,uv)
	$(call compile,dev)
	$(call compile,run,--constraints requirements/dev.txt)

clean: ## Remove builds and caches; published warehouses, raw data and .venv stay
	rm -rf build target logs warehouse.duckdb .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# $(call dbt,shop,arguments): plain dbt, as a dbt user runs it, into a file of its own.
dbt = WAREHOUSE_DUCKDB_PATH=build/plain/$(1).duckdb $(BIN)/dbt $(2) --quiet \
    --target-path build/plain/$(1) --log-path build/plain/$(1) --vars "$$(cat shops/$(1).yml)"

# $(call once,shop): unit tests behind staging are the same in every shop, so only the sample runs them.
once = $(if $(filter sample,$(1)),,--exclude \
    $(foreach layer,conformed intermediate marts quality,test_type:unit$(comma)path:models/$(layer)))
comma := ,

# $(call compile,name,options): requirements/name.in -> requirements/name.txt, without any index's host.
compile = $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(2) \
    requirements/$(1).in --output-file requirements/$(1).txt

# $(call install,name): the lock into .venv with uv; with pip where uv does not reach the index that pip
# is configured with.
install = $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes \
    -r requirements/$(1).txt || \
    $(BIN)/python -m pip install --quiet --require-hashes -r requirements/$(1).txt
install_self = $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or later is needed: install it, or name it with make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	    { rm -rf $(VENV); echo "Python's venv module is missing: install it (Debian: apt install python3-venv)"; exit 1; }

$(RUN_STAMP): | $(BIN)/python
	@echo "Installing what the warehouse needs into $(VENV)"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt
	@$(call install,run)
	@$(install_self)
	@rm -f $(VENV)/.installed-run-* && touch $@

$(DEV_STAMP): $(RUN_STAMP)
	@echo "Installing the development tools into $(VENV)"
	@$(call install,dev)
	@rm -f $(VENV)/.installed-dev-* && touch $@
