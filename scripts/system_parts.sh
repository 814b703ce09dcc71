#!/bin/sh
# System parts of the tests (a browser, PostgreSQL), installed where this user may; without them their tests are skipped with a reason.
set -u
wanted=""
command -v chromium >/dev/null 2>&1 || wanted="$wanted chromium"
command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted="$wanted postgresql"
[ -z "$wanted" ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "Not installed:$wanted. The tests that need them are skipped." >&2
  exit 0
fi
# shellcheck disable=SC2086
{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted; } >/dev/null 2>&1 \
  || echo "Could not install:$wanted. The tests that need them are skipped." >&2
exit 0
