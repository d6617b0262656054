# make demo | demo-page | demo-archive | serve | train-tools | test | lint | eval | bench | test-slow
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHARED ?= ../shared
QUICK ?=
PEERS ?= .venv-peers/bin/python
CARD := models/table_structure/CARD.md
IMAGES := clean,scan,fax,photo
EVAL := $(if $(QUICK),--forms 4,--card $(CARD))
EVAL_STRUCTURE := $(if $(QUICK),--quick,--card $(CARD) --picture docs/structure-failures.png)

.PHONY: demo demo-page demo-archive serve train-tools test lint eval bench test-slow

# Both OpenCV wheels that the OCR packages ask for write into the same folder; the headless one is
# laid on top, so that no desktop library is needed.
$(VENV)/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	$(BIN)/python -m pip install --quiet --force-reinstall --no-deps --constraint constraints.txt opencv-python-headless
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,second-look,track,train]'
	$(BIN)/python -m pip install --quiet --force-reinstall --no-deps --constraint constraints.txt opencv-python-headless
	touch $@

demo: $(VENV)/.installed
	$(BIN)/python examples/demo.py

$(VENV)/.installed-archive: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[archive]'
	touch $@

# Some sixty made-up documents into tables, ten questions, a report: out/archive-demo.
demo-archive: $(VENV)/.installed-archive
	$(BIN)/python examples/archive_demo.py

# What training and questions to archives need; the service runs without.
train-tools: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[archive,second-look,track,train]'
	$(BIN)/python -m pip install --quiet --force-reinstall --no-deps --constraint constraints.txt opencv-python-headless

# The review page on data of its own, open to whoever sits at this machine.
demo-page: $(VENV)/.installed
	JIXIAO_HOME=$(CURDIR)/out/demo/service JIXIAO_OPEN_ON_LOOPBACK=1 $(BIN)/jixiao serve

# The API and the review page on http://127.0.0.1:8000; data in JIXIAO_HOME.
serve: $(VENV)/.installed
	$(BIN)/jixiao serve

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/python -m pytest

# All figures, written into the model card; QUICK=1 takes a part of them and writes nothing. PEERS is
# a Python of their own: pip install img2table==2.0.0 rapid-table==1.0.3 torch torchvision tokenizers
eval: $(VENV)/.installed-dev
	$(BIN)/python -m training.evaluate --shared $(SHARED) $(EVAL)
	$(BIN)/python -m training.evaluate --shared $(SHARED) $(EVAL) --engine ruled --only $(IMAGES)
	$(BIN)/python -m training.evaluate --shared $(SHARED) $(EVAL) --cut
	$(BIN)/python -m training.evaluate_structure --peers-python $(PEERS) $(EVAL_STRUCTURE)

bench: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m benchmark -s tests/benchmarks

test-slow: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m slow
