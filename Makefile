# The checks and chores of the project. Each works on a fresh checkout: manage.py makes the environment.
PY := .venv/bin/python
BIN := .venv/bin
NPM := cd frontend && PATH="$(CURDIR)/.venv/bin:$$PATH" npm

.PHONY: help environment check play test lock format messages

help:
	@echo "make play | test | check | format | lock | messages"

environment:
	@python3 manage.py prepare --dev --no-deck

play:
	@python3 manage.py play

test:
	@python3 manage.py test

# Everything that must hold besides the tests.
check: environment
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PY) -W error::RuntimeWarning manage.py makemigrations --check --dry-run
	$(PY) manage.py generate_protocol --check
	$(NPM) run check
	$(NPM) test -- --passWithNoTests
	@! git grep -nIE 'py[p]i\.(org|python)|py[t]honhosted|regis[t]ry\.(npm|yarn)|deb\.debia[n]' \
		|| { echo "a registry's address is in the files above"; exit 1; }
	@echo "All checks passed."

format: environment
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The lock files: every platform, Python 3.11 and up, hashes, no addresses. The development lock follows the runtime's.
LOCK := uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-annotate --no-header --no-emit-index-url
lock:
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -c requirements.txt -o requirements-dev.txt
	$(LOCK) requirements-node.in -o requirements-node.txt

# Chinese texts: collected from the sources into server/locale, compiled.
messages: environment
	$(PY) manage.py makemessages -l zh_Hans --no-obsolete --no-wrap --add-location file --ignore '.venv/*' --ignore 'frontend/*' --ignore 'var/*'
	$(PY) manage.py compilemessages -l zh_Hans --ignore '.venv/*'
