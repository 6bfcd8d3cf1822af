# Needs Python 3.11 or newer and make; everything else is fetched into .venv and .venv-emulator.
PYTHON ?= python3
RUN := .venv/bin/python
# Whoever forbids Python to keep what it compiled would wait for it at each of the hundreds of starts of the tests.
unexport PYTHONDONTWRITEBYTECODE
# What packs the functions imports what each of them does: those with libraries of their own too.
OF_FUNCTIONS := requirements.txt $(addprefix infra/requirements/,photos.txt print.txt sealing.txt)

.PHONY: help run demo rehearse test test-deep bench bench-full lighthouse clean check audit unit coverage faults stack template

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/run.stamp .venv-emulator/stamp ## the whole campaign on this machine; Ctrl-C stops it and keeps the data
	@$(RUN) -m infra.put.local

demo: .venv/run.stamp ## fills the running campaign with invented initiatives and votes
	@$(RUN) -m infra.put.demo

rehearse: .venv/test.stamp .build/front.stamp ## a whole year with invented people on a clock that jumps, kept to be walked through; YEAR=2027
	@$(RUN) -m infra.make.browser || true
	@$(RUN) -m tests.rehearsal --year "$(YEAR)"

test: ## everything that CI looks at
	@$(MAKE) --no-print-directory check audit unit faults
	@$(MAKE) --no-print-directory template
	@$(MAKE) --no-print-directory stack

SCHEDULES ?= 100000
test-deep: .venv/test.stamp .build/front.stamp ## the same questions, asked far more often; a whole night of it with SCHEDULES=1000000
	@GASTVRIJ_DEEP=1 $(RUN) -m pytest -n 2 -m "not stack" tests/hostile tests/simulation
	@$(RUN) -m tests.simulation --schedules $(SCHEDULES)

bench: .venv/test.stamp .build/front.stamp ## what each action costs and how that grows, beside yardsticks: about a minute
	@$(RUN) -m tests.benchmarks

bench-full: .venv/test.stamp .venv-peers/stamp .build/front.stamp ## the same at the whole sizes: five minutes or some more
	@$(RUN) -m tests.benchmarks --full

lighthouse: .venv/test.stamp .build/front.stamp ## measures five pages of the running, filled campaign on a phone: two minutes
	@$(RUN) -m infra.make.lighthouse

clean: ## forgets the data of the local stack, once it is stopped
	@$(PYTHON) -m infra.put.local.clean

check: .venv/test.stamp
	@$(RUN) -m ruff format --check .
	@$(RUN) -m ruff check .
	@$(RUN) -m mypy

audit: .venv-audit/stamp ## whether a known hole is in what we pin, where that can be asked
	@$(RUN) -m infra.make.audit

unit: .venv/test.stamp .venv-emulator/stamp .build/front.stamp
	@$(RUN) -m pytest -n 2 -m "not stack" tests --ignore=tests/hostile --ignore=tests/simulation

coverage: .venv/test.stamp .venv-emulator/stamp .build/front.stamp ## which lines no unit test reaches; counting them takes twice the time
	@$(RUN) -m pytest -n 2 --cov --cov-report=term:skip-covered -m "not stack" tests --ignore=tests/hostile --ignore=tests/simulation

faults: .venv/test.stamp .build/front.stamp ## hostile input and simulated faults
	@$(RUN) -m pytest -n 2 -m "not stack" tests/hostile tests/simulation

template: .venv/test.stamp .venv-checkov/stamp .build/front.stamp
	@$(RUN) -m infra.make.package
	@.venv-checkov/bin/checkov --config-file infra/make/checkov.yaml --file .build/sam.json
	@.venv/bin/cfn-lint --include-checks I3011 -- .build/sam.json

stack: .venv/test.stamp .venv-emulator/stamp .venv-foreign/stamp .build/front.stamp ## journeys and browsers, on local stacks of their own; mostly they wait for queues
	@$(RUN) -m infra.make.browser
	@$(RUN) -m pytest -n 3 --dist loadfile -m stack tests

.build/front.stamp: .venv/run.stamp FORCE
	@$(RUN) -m infra.make.build

.venv/run.stamp: $(OF_FUNCTIONS) infra/requirements/uv.txt infra/requirements/run.txt
	@$(call new_enough)
	@test -x $(RUN) || { echo "The first time, what this runs on is fetched: half a minute …"; $(PYTHON) -m venv .venv; }
	@test -x .venv/bin/uv || $(RUN) -m pip install --quiet --require-hashes -r infra/requirements/uv.txt
	@.venv/bin/uv pip install --quiet --python $(RUN) --require-hashes $(addprefix -r ,$(OF_FUNCTIONS)) -r infra/requirements/run.txt
	@touch $@

.venv/test.stamp: .venv/run.stamp infra/requirements/test.txt
	@.venv/bin/uv pip install --quiet --python $(RUN) --require-hashes $(addprefix -r ,$(OF_FUNCTIONS)) -r infra/requirements/run.txt -r infra/requirements/test.txt
	@touch $@

.venv-emulator/stamp: .venv/run.stamp infra/requirements/emulator.txt
	@test -x .venv-emulator/bin/python || $(PYTHON) -m venv --without-pip .venv-emulator
	@.venv/bin/uv pip install --quiet --python .venv-emulator/bin/python --require-hashes -r infra/requirements/emulator.txt
	@touch $@

.venv-audit/stamp: .venv/run.stamp infra/requirements/audit.txt
	@test -x .venv-audit/bin/python || $(PYTHON) -m venv --without-pip .venv-audit
	@.venv/bin/uv pip install --quiet --python .venv-audit/bin/python --require-hashes -r infra/requirements/audit.txt
	@touch $@

.venv-checkov/stamp: .venv/run.stamp infra/requirements/checkov.txt
	@test -x .venv-checkov/bin/python || $(PYTHON) -m venv --without-pip .venv-checkov
	@.venv/bin/uv pip install --quiet --python .venv-checkov/bin/python --require-hashes -r infra/requirements/checkov.txt
	@touch $@

.venv-foreign/stamp: .venv/run.stamp infra/requirements/foreign.txt
	@$(RUN) -m infra.make.foreign
	@mkdir -p .venv-foreign && touch $@

.venv-peers/stamp: .venv/run.stamp infra/requirements/peers.txt
	@test -x .venv-peers/bin/python || $(PYTHON) -m venv --without-pip .venv-peers
	@.venv/bin/uv pip install --quiet --python .venv-peers/bin/python --require-hashes -r infra/requirements/peers.txt
	@touch $@

.PHONY: FORCE
FORCE:

define new_enough
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12")'
endef
