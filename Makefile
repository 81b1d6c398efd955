# Everything a newcomer needs: `make demo`, `make test`. Needs Python 3.11+, make and a package registry.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: axe demo demo-tasking test lint check soak soak-worlds soak-kills soak-fuzz bench bench-import bench-marking bench-objects bench-passes bench-registering bench-report bench-viewing pictures clean

$(VENV)/.made: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "obslog needs Python 3.11 or newer (make PYTHON=python3.12 ...)")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.tested: $(VENV)/.made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,lint]'
	@touch $@

demo: $(VENV)/.made  ## make a demo log, print the change at Khmeimim, write report.html and report.md
	$(BIN)/obslog demo obslog-demo --replace

demo-tasking: $(VENV)/.tested  ## from a gap in the demo's log to an order at a provider on this machine, and back
	$(BIN)/python docs/demo_tasking.py

test: $(VENV)/.tested  ## the whole test suite, on SQLite and a real PostgreSQL
	$(BIN)/python -m pytest -q -n auto --dist loadgroup

lint: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

axe:  ## the accessibility checker for the report's tests (axe-core, MPL-2.0), beside the environment; needs npm
	mkdir -p $(VENV) && npm pack --silent --pack-destination $(VENV) axe-core@4
	tar -xzf $$(ls $(VENV)/axe-core-*.tgz | tail -1) -C $(VENV) --strip-components=1 package/axe.min.js

check: lint test

soak: soak-worlds soak-kills soak-fuzz  ## all long runs, one after the other (some hours on two cores)

soak-worlds: $(VENV)/.tested  ## 100,000 random worlds against the diff (about half an hour on two cores)
	OBSLOG_WORLDS=100000 $(BIN)/python -m pytest -q -n auto tests/change/test_worlds.py

soak-kills: $(VENV)/.tested  ## 200 imports killed at any instant, faults at many more calls (about a quarter of an hour)
	OBSLOG_KILLS=200 $(BIN)/python -m pytest -q -n auto tests/ingest/test_killed.py tests/ingest/test_faults.py tests/store/test_durability.py

soak-fuzz: $(VENV)/.tested  ## 100,000 damaged sidecars of each format
	OBSLOG_FUZZ=100000 $(BIN)/python -m pytest -q -n auto tests/imagery/sidecars

bench: $(VENV)/.tested  ## how answers grow from 10,000 to 1,000,000 sightings
	$(BIN)/python benchmarks/growth.py

bench-import: $(VENV)/.tested  ## how fast an import is, beside gdaltindex, rio stac, sha256sum and find
	$(BIN)/python -m pip install --quiet --disable-pip-version-check rio-stac
	$(BIN)/python benchmarks/importing.py

bench-passes: $(VENV)/.tested  ## how fast passes are found, beside skyfield and the bare SGP4 grid
	$(BIN)/python benchmarks/passes.py

bench-planning: $(VENV)/.tested  ## how near a plan under a budget comes to the best there is, beside HiGHS
	$(BIN)/python benchmarks/planning.py

bench-viewing: $(VENV)/.tested  ## how quickly large images are there to be looked at, beside bare rasterio
	$(BIN)/python benchmarks/viewing.py

bench-marking: $(VENV)/.tested  ## one mark and one undo among 5,000, beside a bare INSERT and COMMIT
	$(BIN)/python benchmarks/marking.py

bench-objects: $(VENV)/.tested  ## 5,000 marks against 5,000, beside a dense assignment
	$(BIN)/python benchmarks/objects.py

bench-report: $(VENV)/.tested  ## a site-year with 20 chips and a summary of 200 sites, beside a bare jinja2 page
	$(BIN)/python benchmarks/report.py

bench-registering: $(VENV)/.tested  ## two images laid on one another by their pixels, beside one plain correlation
	$(BIN)/python benchmarks/registering.py

pictures: $(VENV)/.made  ## draw the pictures of README and manual anew, and list the keys, from the UI as it is
	$(BIN)/python docs/draw_pictures.py
	$(BIN)/python docs/list_keys.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache build dist obslog-demo
