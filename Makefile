# make demo      set up, fetch MNIST, grade the sample submissions, write reports/demo/
# make test      set up, run the project's tests
# make check     ruff, ruff format, strict mypy, template drift, pages and proofs that are of an earlier course
# make attacks   set up, run every attack on the sandbox, in every tier of this machine
# make fuzz      set up, a million random frames and streams against the wire's readers
# make validate  set up, prove that the hidden tests of every assignment are good
# make mutate    set up, make mutants of the references whose survivors are explained, and see which the tests miss
# make results   set up, measure what the model answers reach, and write docs/results.md (hours; goes on where it was)
# make bench     set up, measure what grading costs, beside other graders and by itself, and write the numbers to bench/
#                and docs/ (twenty minutes)
# make bench-check  measure again, and say which ratios of CPU are over 20 % worse than those that are kept in bench/
# make example   grade a made-up class of 30 submissions, and write its pages to reports/example/
# make example-pages  write those pages again, from the grades that are kept
# make pictures  take the pictures of README.md, of reports/example/, in Chromium
# make docs     set up, make the site of docs/ in site/
# make clean     remove what the others made, .venv/ included
# Options: PYTHON=python3.12 for another interpreter; PIP_ARGS="--index-url …" for another package index.

PIP_ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet $(PIP_ARGS) --constraint constraints.txt

# A sandbox writes no bytecode, and without this each start of one would compile what only it imports.
COMPILED = $(BIN)/python -m compileall -q grader

# The stamp bears the interpreter's name: to name another one makes the environment anew, to name none keeps it.
ifeq ($(origin PYTHON),undefined)
PYTHON := python3
MADE := $(firstword $(wildcard $(VENV)/made-with-*.done) $(VENV)/made-with-$(PYTHON).done)
else
MADE := $(VENV)/made-with-$(subst /,-,$(PYTHON)).done
endif

.DEFAULT_GOAL := help
.PHONY: help demo test test-assignments test-isolation test-judging test-commands test-others check attacks fuzz validate mutate results bench bench-check example example-pages pictures docs clean

help:
	@sed -n '/^#/!q; s/^# //p' Makefile

demo: $(VENV)/base.done
	@$(BIN)/grader demo

# Three runs at once, the longest first, as each waits now and then; what each says comes when it is through.
test: $(VENV)/dev.done $(VENV)/peers.done
	@$(BIN)/grader data fetch mnist
	@$(COMPILED)
	@echo "five runs of tests, three at once; what each says comes when it is through"
	@$(MAKE) --no-print-directory --keep-going --jobs=3 --output-sync=target \
	  test-commands test-isolation test-others test-assignments test-judging

# One thread: what computes in the tests' own process would wait for cores that another run has.
PYTEST := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 $(BIN)/python -m pytest --durations=12 --durations-min=5
ASSIGNMENTS := tests/grader/test_assignments.py
ISOLATION := tests/grader/attacks tests/grader/sandbox tests/grader/remote
JUDGING := tests/grader/checks tests/grader/judge tests/grader/mutate tests/grader/validate
COMMANDS := tests/grader/adopt tests/grader/batch tests/grader/ci tests/grader/cli

test-assignments: $(VENV)/dev.done
	@$(PYTEST) $(ASSIGNMENTS)

test-isolation: $(VENV)/dev.done
	@$(PYTEST) $(ISOLATION)

test-judging: $(VENV)/dev.done
	@$(PYTEST) $(JUDGING)

test-commands: $(VENV)/dev.done $(VENV)/peers.done
	@$(PYTEST) $(COMMANDS)

test-others: $(VENV)/dev.done
	@$(PYTEST) tests/grader $(patsubst %,--ignore=%,$(ASSIGNMENTS) $(ISOLATION) $(JUDGING) $(COMMANDS))

check: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/grader release --check
	$(BIN)/grader validate --all --check
	$(BIN)/python bench/results.py --check
	$(BIN)/python docs/statements.py --check
	$(BIN)/python examples/class_of_30/make.py --check
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs --quiet build --strict --site-dir "$$(mktemp -d)"

attacks: $(VENV)/dev.done
	@$(BIN)/grader data fetch mnist
	@$(BIN)/python -m pytest tests/grader/attacks --attacks=all

fuzz: $(VENV)/dev.done
	@$(BIN)/python -m pytest tests/grader/remote/test_decoder_fuzz.py tests/grader/remote/test_channel_fuzz.py \
	  --frames=1000000 -rP

validate: $(VENV)/dev.done
	@$(BIN)/grader data fetch mnist cifar10
	@$(BIN)/grader validate --all

EXPLAINED := $(patsubst tests/assignments/%/survivors.toml,%,$(wildcard tests/assignments/*/survivors.toml))

mutate: $(VENV)/mutate.done
	@$(BIN)/grader data fetch mnist cifar10
	@for slug in $(EXPLAINED); do $(BIN)/grader mutate $$slug || exit $$?; done

results: $(VENV)/results.done
	@$(BIN)/grader data fetch mnist cifar10 cats_dogs
	@$(BIN)/grader data fetch resnet18 || $(BIN)/grader data build resnet18
	@$(BIN)/python bench/results.py
	@$(BIN)/python bench/boundaries.py

bench: $(VENV)/dev.done $(VENV)/peers.done
	@$(BIN)/grader data fetch mnist
	@$(BIN)/python bench/peers.py --rounds 2 --json bench/peers.json
	@$(BIN)/python bench/costs.py --rounds 2 --json bench/costs.json
	@$(BIN)/python bench/untrained.py --rounds 2 --json bench/untrained.json
	@$(BIN)/python bench/scaling.py --rounds 1 --json bench/scaling.json
	@$(BIN)/python bench/pages.py

bench-check: $(VENV)/dev.done $(VENV)/peers.done
	@$(BIN)/grader data fetch mnist
	@$(BIN)/python bench/peers.py --rounds 2 --check bench/peers.json
	@$(BIN)/python bench/costs.py --rounds 2 --check bench/costs.json

example: $(VENV)/dev.done
	@$(BIN)/grader data fetch mnist
	@$(BIN)/python examples/class_of_30/make.py

example-pages: $(VENV)/dev.done
	@$(BIN)/python examples/class_of_30/make.py --render

pictures: $(VENV)/pictures.done
	@$(BIN)/python docs/pictures.py

docs: $(VENV)/docs.done
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs --quiet build --strict
	@echo "the site is in site/index.html"

clean:
	rm -rf $(VENV) build dist site *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis reports/demo

$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "$(PYTHON) is older than Python 3.11: name a newer one, make PYTHON=python3.11 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "$(PYTHON) cannot make a virtual environment: install it with 'apt-get install python3-venv'" >&2; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/base.done: $(MADE) pyproject.toml constraints.txt
	@echo "installing dlgrader into $(VENV)"
	@$(PIP) --editable .
	@$(COMPILED)
	@touch $@

$(VENV)/mutate.done: $(VENV)/base.done
	@echo "installing libcst into $(VENV)"
	@$(PIP) --editable '.[mutate]'
	@touch $@

$(VENV)/results.done: $(VENV)/dev.done
	@echo "installing scikit-learn and matplotlib into $(VENV)"
	@$(PIP) --editable '.[torch,results]'
	@touch $@

$(VENV)/pictures.done: $(VENV)/base.done
	@echo "installing playwright into $(VENV)"
	@$(PIP) --editable '.[pictures]'
	@touch $@

$(VENV)/docs.done: $(VENV)/base.done
	@echo "installing mkdocs into $(VENV)"
	@$(PIP) --editable '.[docs]'
	@touch $@

$(VENV)/dev.done: $(VENV)/base.done
	@echo "installing torch and the tools for development into $(VENV)"
	@$(PIP) --editable '.[torch,mutate,notebook,batch,canvas,postgres,dask,serve,docs,dev]'
	@touch $@

# Other graders, in an environment of their own, for tests and benchmarks that need what they make.
$(VENV)/peers.done: $(VENV)/base.done bench/peers.txt
	@echo "installing nbgrader and otter-grader into $(VENV)/peers"
	@$(PYTHON) -m venv $(VENV)/peers
	@$(VENV)/peers/bin/python -m pip install --disable-pip-version-check --quiet $(PIP_ARGS) --requirement bench/peers.txt
	@touch $@
