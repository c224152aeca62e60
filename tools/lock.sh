#!/bin/sh
# Renews the pins: newest versions that have been public for a week (cooling period against poisoned
# releases), with hashes and without the address of any package server.
set -eu
cd "$(dirname "$0")/.."
cutoff=${1:-$(.venv/bin/python -c 'import datetime as d; print(d.date.today() - d.timedelta(days=7))')}
compile() {
  out=$1; shift
  .venv/bin/uv pip compile --quiet --universal --python-version 3.13 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header --upgrade --exclude-newer "$cutoff" "$@" -o "$out"
}
compile requirements/bootstrap.txt requirements/bootstrap.in
compile requirements/run.txt pyproject.toml --group build --extra web --extra embedded --extra prevalence
compile requirements/dev.txt pyproject.toml --group build --group dev --extra web --extra embedded --extra prevalence --extra spark --extra forms
echo "Pins renewed with releases up to $cutoff. Run 'make test', then commit requirements/."
