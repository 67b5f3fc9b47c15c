# Two commands for a new user: `make demo` and `make test`. Both set up .venv first.
PYTHON ?= $(shell command -v python3.12 >/dev/null 2>&1 && python3.12 -c '' 2>/dev/null && echo python3.12 || echo python3.11)
BIN := .venv/bin
SETUP := .venv/.set-up
TRAINER := .venv/.set-up-trainer

.PHONY: help setup demo test lint bench chaos clean train-demo ablation

help: ## what there is to make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/'

setup: $(SETUP) ## the environment in .venv, from pyproject.toml and constraints.txt

$(SETUP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' || \
		{ echo "multigrain needs Python 3.11 or 3.12; name one with make PYTHON=/path/to/python3.12"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(SETUP) ## render scenes, annotate, publish shards, print what happened
	$(BIN)/multigrain run jobs/demo.yaml
	$(BIN)/multigrain verify runs/demo

test: $(SETUP) ## linters, types, layers, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -m 'not chaos'

bench: $(SETUP) ## the figures of README and pipeline/README.md
	$(BIN)/python -m tests.benchmarks

$(TRAINER): $(SETUP)
	$(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[dev,train]'
	@touch $@

train-demo: $(TRAINER) ## a small model learns to ground on rendered scenes, on CPU; prints its accuracy
	$(BIN)/multigrain run jobs/train/demo-scenes.yaml --set source.most_things=1 --set source.count=4000 \
		--set source.seed=8 --set out=runs/train-demo/one-thing
	$(BIN)/multigrain run jobs/train/demo-scenes.yaml
	$(BIN)/multigrain train jobs/train/demo.yaml
	$(BIN)/multigrain train jobs/train/demo.yaml --with jobs/train/demo-two-things.yaml
	$(BIN)/multigrain evaluate runs/train-demo/training/two-things/model \
		--shards runs/train-demo/two-things/shards/grounding --questions 1000

ablation: $(TRAINER) ## the grain ablation and the curricula with the small model, three seeds; takes hours
	$(BIN)/multigrain run jobs/train/ablation-scenes.yaml
	$(BIN)/python -m jobs.ablation runs/ablation/scenes/shards runs/ablation/models

chaos: $(SETUP) ## the long kill-and-resume rounds
	$(BIN)/pytest -m chaos --timeout 3600

clean: ## the environment and the demo's run
	rm -rf .venv runs/demo
