# Two targets are for users (serve, test); the others are for people who work on newsgraph.
PYTHON ?= python3
VENV ?= .venv
RUN = $(VENV)/bin
PROJECT ?= data
STORE ?= store
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: serve test check format setup build score conformance fuzz bench bench-peers lock dist clean

serve: build ## build the graph from data/ and serve it at http://127.0.0.1:8000/
	@$(RUN)/newsgraph serve --store $(STORE) --project $(PROJECT) --host $(HOST) --port $(PORT)

build: setup
	@$(RUN)/newsgraph build --project $(PROJECT) --store $(STORE)

test: setup ## run all tests
	$(RUN)/python -m pytest --numprocesses auto

check: setup ## format, lint, types
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy

format: setup
	$(RUN)/ruff format .
	$(RUN)/ruff check --fix .

setup: $(VENV)/.ready

# Without ensurepip (python3-venv on Debian) an environment can still be made and filled from outside.
$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv --without-pip $(VENV)
	$(PYTHON) -m pip --python $(RUN)/python install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(PYTHON) -m pip --python $(RUN)/python install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

# Other people's programs that tests hold ours against; each has an environment of its own, since they pin what we use.
tools: $(patsubst tests/tools/%.txt,.tools/%/.ready,$(wildcard tests/tools/*.txt)) ## programs that some tests ask

.tools/%/.ready: tests/tools/%.txt
	$(PYTHON) -m venv --without-pip .tools/$*
	$(PYTHON) -m pip --python .tools/$*/bin/python install --quiet --disable-pip-version-check --no-deps -r $<
	@touch $@

score: setup ## extract data/newsletters and score the records, and what the graph answers, against the gold ones beside the checkout
	@$(RUN)/python -m benchmarks.score
	@$(RUN)/python -m benchmarks.score --newsletters ../shared/newsletters/practice --gold ../shared/contract/gold/practice
	@$(RUN)/python -m benchmarks.agreement
	@$(RUN)/python -m benchmarks.identity

conformance: setup ## W3C suites over HTTP, from the folder beside the checkout
	@$(RUN)/python -m tests.conformance.sparql
	@$(RUN)/python -m tests.conformance.shacl

fuzz: setup ## ten thousand malformed requests against a server
	@$(RUN)/python -m tests.endpoint.fuzz

bench: setup ## speed and memory; figures go to benchmarks/results/
	$(RUN)/python -m benchmarks.stages
	$(RUN)/python -m benchmarks.length
	$(RUN)/python -m benchmarks.serving
	$(RUN)/python -m benchmarks.identity_size
	$(RUN)/python -m benchmarks.pressure
	$(RUN)/python -m benchmarks.flat
	$(RUN)/python -m benchmarks.compare

bench-peers: setup ## get the servers to compare with into .peers/; Virtuoso comes with the system's packages
	$(PYTHON) -m venv --without-pip .peers/rdflib-endpoint
	$(PYTHON) -m pip --python .peers/rdflib-endpoint/bin/python install --quiet rdflib-endpoint==0.6.3 uvicorn==0.54.0
	cargo install --quiet --root .peers --version 0.5.13 --locked oxigraph-cli
	mvn --quiet dependency:copy -Dartifact=org.apache.jena:jena-fuseki-server:5.6.0 -DoutputDirectory=.peers

# The lock holds exact versions and hashes for Python 3.11 and newer on every system, and names no host.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet \
		--no-emit-index-url --all-extras --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) .tools $(STORE) build dist .mypy_cache .ruff_cache .pytest_cache
