#!/usr/bin/env bash
# Runs the AWS CLI, boto3 and boto 2 against the built simulator: `npm run test:clients`.
set -euo pipefail
cd "$(dirname "$0")/.."

# Debian’s own, whatever else stands before them on PATH.
aws=/usr/bin/aws python=/usr/bin/python3
if ! [ -x "$aws" ] || ! "$python" -c 'import boto, boto3' 2>/dev/null; then
  echo 'The clients are missing: apt-get install awscli python3-boto3 python3-boto' >&2
  exit 1
fi

log=$(mktemp)
SIMULATOR_PORT=0 SIMULATOR_TRANSITION_MS=0 node dist/main.js simulator >"$log" &
simulator=$!
trap 'kill "$simulator" 2>/dev/null; rm -f "$log"' EXIT
for _ in $(seq 100); do
  endpoint=$(grep -om1 'http://[0-9.:]*' "$log" || true)
  [ -n "$endpoint" ] && break
  sleep 0.1
done
[ -n "$endpoint" ] || { echo 'The simulator did not start' >&2; exit 1; }

AWS_CLI=$aws bash test/clients/awscli.sh "$endpoint"
"$python" test/clients/boto3_check.py "$endpoint"
"$python" test/clients/boto2_check.py "$endpoint"
