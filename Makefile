# The few targets a newcomer needs. `make run` starts everything on a bare machine; `make test` is what continuous integration calls.
PYTHON ?= python3.11
PORT ?= 8000
REGISTERLOTS_DATA ?= data
ROWS ?= 1000000
export PORT REGISTERLOTS_DATA

.PHONY: run test check bench generate sizes clean

run: .venv/.installed
	@.venv/bin/python scripts/run.py

test: .venv/.installed-test
	@sh scripts/system_parts.sh
	.venv/bin/python -m pytest -n 2 --dist loadfile

check: .venv/.installed-test
	.venv/bin/ruff check .
	.venv/bin/lint-imports --no-cache
	.venv/bin/python -m mypy common metadata catalog assistant exports jobs

bench: .venv/.installed
	.venv/bin/python scripts/bench.py --rows $(ROWS)

generate: .venv/.installed-test
	.venv/bin/python scripts/generate.py

sizes:
	@git ls-files '*.py' | xargs wc -l | sort -rn | head -25

clean:
	rm -rf .venv build data

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.installed: requirements.lock pyproject.toml | .venv/bin/python
	.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@printf '%s\n' '#!$(CURDIR)/.venv/bin/python' 'import sys' 'sys.path.insert(0, "$(CURDIR)")' 'import registerlots' 'registerlots.main()' > .venv/bin/registerlots
	@chmod +x .venv/bin/registerlots
	@touch $@

.venv/.installed-test: requirements-test.lock .venv/.installed
	.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r requirements-test.lock
	@touch $@
