#!/usr/bin/env bash
# Installs Debian's Chromium, which prints reports as PDF and which the tests look at pages with, where there is none and we may.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo 'There is no Chromium here, and it cannot be installed without root and apt-get: tests of pages are left out.' >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null
