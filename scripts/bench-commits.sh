#!/usr/bin/env bash
# Measures the services of several commits side by side, each beside Express: what a step has gained or cost.
#
#   bash scripts/bench-commits.sh COMMIT…
#
# A commit is anything that git understands, from the one that brought bench/speed on. Takes half a minute to build each, and then
# a minute each.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
clean_up() {
  for tree in "$folder"/*/; do git worktree remove --force "$tree"; done
  rm -rf "$folder"
}
trap clean_up EXIT

# Only the servers, with what this benchmark expects of them.
build() {
  cp "$OLDPWD"/bench/speed/{memory-ec2,instances}.ts bench/speed/
  cp "$OLDPWD/bench/speed/servers/announce.ts" bench/speed/servers/
  cat >tsconfig.servers.json <<'END'
{
  "extends": "./tsconfig.json",
  "compilerOptions": { "noEmit": false, "rootDir": ".", "outDir": "dist-bench" },
  "include": ["bench/speed/servers/service.ts", "bench/speed/servers/simulated.ts"]
}
END
  npm ci --silent --no-fund --no-audit
  # What these know and the commit does not is no matter for it.
  npx tsc -p tsconfig.servers.json || true
  cp package.json dist-bench/
}

npm run --silent prebench >&2
servers=()
for commit in "$@"; do
  tree="$folder/$(printf '%02d' "${#servers[@]}")"
  git worktree add --quiet --detach "$tree" "$commit"
  (OLDPWD=$PWD && cd "$tree" && build) >&2
  servers+=("$commit=$tree/dist-bench/bench/speed/servers")
done
node dist-bench/bench/speed/commits.js "${servers[@]}"
