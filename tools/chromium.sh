#!/bin/sh
# Installs Debian's Chromium for the tests in a browser, where that needs no question: no browser is
# there, and this is root on a machine with apt-get. Never fails: without a browser those tests are
# skipped and say how to get one.
set -u
[ -n "${MANUMIT_CHROMIUM:-}" ] && exit 0
for program in chromium chromium-browser google-chrome; do
  command -v "$program" >/dev/null 2>&1 && exit 0
done
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || exit 0

echo "Installing Chromium for the tests in a browser (once) ..."
install() {
  DEBIAN_FRONTEND=noninteractive timeout 300 apt-get -qq -y --no-install-recommends \
    -o DPkg::Lock::Timeout=60 install chromium >/dev/null 2>&1
}
install || { timeout 120 apt-get -qq update >/dev/null 2>&1 && install; } ||
  echo "It could not be installed; the tests in a browser are skipped." >&2
exit 0
