#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the fuzz targets, one after the other, each for SECONDS (default 60).
#
#   tests/fuzz/run.sh [SECONDS] [TARGET…]     targets: ignore path bytes tokens secrets query facts index directives sse llm_errors llm_batch prose extract_<language>
#
# Inputs found on the way stay in build/fuzz/corpus/<target>, findings in build/fuzz/findings/, what libFuzzer says in
# build/fuzz/log/<target>.log. On a busy machine the processor time tells what the seconds were worth. A finding is
# fixed, made small (-minimize_crash=1) and added to tests/fuzz/corpus/<target>.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
seconds=${1:-60}
[ $# -gt 0 ] && shift
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  targets=(ignore path bytes tokens secrets query facts index directives sse llm_errors llm_batch prose)
  for language in c cpp python javascript typescript tsx go rust java csharp ruby php kotlin swift scala bash lua zig elixir r ocaml markdown json yaml toml dockerfile make cmake; do targets+=("extract_$language"); done
fi
build=${KOMPRESS_FUZZ_BUILD:-$root/build/fuzz}
[ -x "$build/bin/extract_fuzz" ] || { echo "run.sh: build the targets first: ./dev build fuzz" >&2; exit 1; }
[ -w /dev/shm ] && export TMPDIR=${TMPDIR:-/dev/shm}

failed=()
for target in "${targets[@]}"; do
  binary=$target
  length=8192
  unset KOMPRESS_FUZZ_LANGUAGE
  case $target in
    extract_*) binary=extract; export KOMPRESS_FUZZ_LANGUAGE=${target#extract_} ;;
    index) length=65536 ;;
    *) length=4096 ;;
  esac
  mkdir -p "$build/corpus/$target" "$build/findings" "$build/log"
  inputs=("$build/corpus/$target")
  for seeds in "$root/tests/fuzz/corpus/$target" "$root/tests/golden/${KOMPRESS_FUZZ_LANGUAGE:-none}"; do
    [ -d "$seeds" ] && inputs+=("$seeds")
  done
  log=$build/log/$target.log
  status=0
  TIMEFORMAT=%U
  { time "$build/bin/${binary}_fuzz" -max_total_time="$seconds" -rss_limit_mb=3000 -timeout=60 -max_len="$length" -print_final_stats=1 \
    -artifact_prefix="$build/findings/$target-" "${inputs[@]}" >"$log" 2>&1 || status=$?; } 2>"$log.time"
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  echo "$target: ${executions:-?} executions, $(cat "$log.time") s of processor time$([ "$status" = 0 ] || echo ", finding in $log")"
  [ "$status" = 0 ] || failed+=("$target")
done
[ ${#failed[@]} -eq 0 ]
