# Everything a developer does here, one word each. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INTEROP := .venv/interop
PEERS ?=
INSTALL := -m pip install --quiet --disable-pip-version-check
# One process more than there are cores: a test of the window waits for a third of its time.
PROCESSES ?= $(shell $(PYTHON) -c "import os; print(min((os.cpu_count() or 1) + 1, 4))")

.DEFAULT_GOAL := help
.PHONY: help run test test-interop lint bench bench-live screenshots translations clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(INSTALL) -c constraints.txt -e '.[onnx,heif,raw]'
	@touch $@

$(VENV)/.tools: $(VENV)/.ready
	$(BIN)/python $(INSTALL) -c constraints.txt -e '.[test,lint]'
	@touch $@

qt-libraries: $(VENV)/.ready
	@sh .ci/qt-libraries $(BIN)/python

run: $(VENV)/.ready qt-libraries ## Set up and open the window
	@$(BIN)/workbench $(ARGS) || { status=$$?; [ $$status -eq 2 ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY$$QT_QPA_PLATFORM" ] \
	  && $(BIN)/python docs/demo.py demo-output; }

test: $(VENV)/.tools qt-libraries ## Set up and run the tests
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n $(PROCESSES) --dist loadfile $(ARGS)

$(INTEROP)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(INTEROP)
	$(INTEROP)/bin/python $(INSTALL) -c constraints.txt -e '.[test]' torch==2.13.0
	@$(INTEROP)/bin/python $(INSTALL) -c constraints.txt paddlepaddle==3.3.0 \
	  || echo "paddlepaddle does not install here: its tests are left out."
	@touch $@

test-interop: $(INTEROP)/.ready ## Prove that exports compute the same in torch, paddle and onnxruntime
	QT_QPA_PLATFORM=offscreen $(INTEROP)/bin/python -m pytest tests/interop $(ARGS)

lint: $(VENV)/.tools ## Check style, types and the directions of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.ready ## Measure the engine beside its peers (PEERS=torch adds PyTorch)
	$(BIN)/python $(INSTALL) -e '.[bench]' $(if $(filter torch,$(PEERS)),torch==2.13.0)
	$(BIN)/python benchmarks/engine.py $(ARGS)

bench-live: $(VENV)/.ready qt-libraries ## Measure the window on every preset at 12, 24 and 100 megapixels
	$(BIN)/python $(INSTALL) -e '.[bench]'
	$(BIN)/python benchmarks/live.py $(ARGS)

screenshots: $(VENV)/.tools qt-libraries ## Draw the pictures of the documentation
	QT_QPA_PLATFORM=offscreen $(BIN)/python docs/screenshots.py

translations: $(VENV)/.tools ## Bring the words of the window up to date and compile them
	QT_QPA_PLATFORM=offscreen $(BIN)/python assets/make_translations.py

clean: ## Remove what was made, but no work of yours
	rm -rf $(VENV) demo-output build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
