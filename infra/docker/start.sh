#!/bin/sh
# Makes DATABASE_URL from DATABASE_HOST and the secret file, so that no password stands in the environment of the
# container as its settings show it, and becomes the program: signals reach it.
set -eu
if [ -z "${DATABASE_URL:-}" ]; then
  password="$(cat "${DATABASE_PASSWORD_FILE:?DATABASE_URL or DATABASE_PASSWORD_FILE must be set}")"
  # Whatever the password has in it must not be taken for a part of the URL.
  password="$(PASSWORD="$password" node -p 'encodeURIComponent(process.env.PASSWORD)')"
  export DATABASE_URL="postgresql://${DATABASE_USER:-careledger}:${password}@${DATABASE_HOST:?}/${DATABASE_NAME:-careledger}"
  unset password
fi
exec node ${NODE_FLAGS:-} part/main.js
