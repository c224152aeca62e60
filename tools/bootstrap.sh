#!/bin/sh
# Builds .venv from the pinned, hashed requirements.  usage: tools/bootstrap.sh run|dev
# Touches nothing outside this checkout and the user's package cache.
set -eu
cd "$(dirname "$0")/.."
what=${1:-run}

works() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 13))' >/dev/null 2>&1; }

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then
  rm -rf .venv
  python=
  for candidate in ${PYTHON:-} python3.13 python3.14 python3 /usr/bin/python3 /usr/local/bin/python3; do
    if works "$candidate"; then python=$candidate; break; fi
  done
  if [ -n "$python" ]; then
    "$python" -m venv .venv
  elif command -v uv >/dev/null 2>&1; then
    uv venv --quiet --seed --python '>=3.13' .venv
  else
    echo "manumit needs Python 3.13 or newer (with its venv module) or uv, and found neither: install one of them, or say where it is with 'make demo PYTHON=/path/to/python3.13'." >&2
    exit 1
  fi
fi

# The pins, and what makes the command and its parts known to Python.
current() { cat "requirements/$1.txt" pyproject.toml | cmp -s - ".venv/.installed-$1"; }
# The larger set contains the smaller one.
if current "$what" || { [ "$what" = run ] && current dev; }; then exit 0; fi

echo "Installing the pinned packages into .venv (once) ..."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
.venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r "requirements/$what.txt"
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
cat "requirements/$what.txt" pyproject.toml >".venv/.installed-$what"
