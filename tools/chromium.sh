#!/bin/sh
# Installs Debian's Chromium without a window for the tests in a browser, where that needs no
# question: this is root on a machine with apt-get. Another Chromium that is there does as well, at
# twice the work for each page. Where there is none it says how to get one, and those tests fail
# with the same sentence.
set -u
[ "${MANUMIT_NO_BROWSER:-}" = 1 ] && exit 0
[ -n "${MANUMIT_CHROMIUM:-}" ] && exit 0
found() {
  for program in chromium-headless-shell chromium chromium-browser google-chrome; do
    command -v "$program" >/dev/null 2>&1 && return 0
  done
  return 1
}
install() {
  DEBIAN_FRONTEND=noninteractive timeout 300 apt-get -qq -y --no-install-recommends \
    -o DPkg::Lock::Timeout=60 install chromium-headless-shell >/dev/null 2>&1
}
command -v chromium-headless-shell >/dev/null 2>&1 && exit 0
if [ "$(id -u 2>/dev/null)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the tests in a browser (once) ..."
  install || { timeout 120 apt-get -qq update >/dev/null 2>&1 && install; }
fi
found ||
  echo "No Chromium for the tests in a browser: install it (apt-get install chromium-headless-shell), name its program in MANUMIT_CHROMIUM, or leave those tests out with MANUMIT_NO_BROWSER=1." >&2
exit 0
