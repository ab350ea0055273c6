# Two commands: `make run` and `make test`. Everything else serves them.
PYTHON ?= python3
V := .venv/bin
LOCKS := requirements-uv.txt requirements.txt requirements-dev.txt
COMPILE := $(V)/uv pip compile --quiet --no-header --generate-hashes --no-emit-index-url --universal --python-version 3.11

.PHONY: run setup test test-long check lock docs browser bench

run: setup
	@$(V)/almoner run

setup: .venv/.stamp
	@$(V)/python -m almoner.design.assets

.venv/.stamp: $(LOCKS) Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Almoner needs Python 3.11 or later: run make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Preparing the environment (about a minute the first time)"
	@test -x $(V)/python || $(PYTHON) -m venv .venv
	@echo "  1/3 the installer"
	@$(V)/pip install --quiet --require-hashes -r requirements-uv.txt 2>/dev/null || $(V)/pip install --require-hashes -r requirements-uv.txt
	@echo "  2/3 the libraries, each checked against its hash"
	@$(V)/uv pip sync --quiet --require-hashes --compile-bytecode $(LOCKS)
	@echo "  3/3 the almoner command"
	@printf '#!%s\nimport sys\nsys.path.insert(0, "%s")\nfrom almoner.config.command import main\nmain()\n' "$(CURDIR)/$(V)/python" "$(CURDIR)" > $(V)/almoner
	@chmod +x $(V)/almoner
	@touch $@

browser: setup
	@$(V)/python -m tests.browser_install

test: setup browser
	@$(V)/python -m pytest -n 2 --durations=25
	@$(V)/almoner clauses --check >/dev/null && echo "Every clause that the code claims has a passing test"

test-long: setup browser
	@$(V)/python -m tests.scanner_install
	@$(V)/python -m tests.proxy_install
	@rm -f var/drills.txt
	@ALMONER_DRILLS=$(CURDIR)/var/drills.txt $(V)/python -m pytest -n 2 -m long --durations=20; \
	  code=$$?; cat var/drills.txt 2>/dev/null; exit $$code

check: setup
	@$(V)/python -m almoner.config.checks

bench: setup .venv-bench/.stamp
	@.venv-bench/bin/python -m bench $(if $(QUICK),--quick) $(if $(WIDE),--wide) $(if $(ONLY),--only "$(ONLY)") $(if $(SEED),--seed $(SEED)) $(if $(KEEP),--keep "$(KEEP)") $(if $(MOST),--most $(MOST))

.venv-bench/.stamp: requirements-bench.txt | setup
	@echo "Preparing what only the benches need, each checked against its hash"
	@test -x .venv-bench/bin/python || $(V)/uv venv --quiet --python $(V)/python .venv-bench
	@$(V)/uv pip sync --quiet --require-hashes --python .venv-bench/bin/python requirements-bench.txt
	@touch $@

docs: setup
	@$(V)/almoner docs

lock:
	$(COMPILE) requirements-uv.in -o requirements-uv.txt
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
	$(COMPILE) requirements-bench.in -o requirements-bench.txt
	$(COMPILE) requirements-node.in -o requirements-node.txt
	$(V)/python -m almoner.design.assets --lock
