#!/usr/bin/env bash
# Deploys the sample.
#
# usage: deploy.sh HOST

set -euo pipefail

# Where everything is.
ROOT=$(cd "$(dirname "$0")/.." && pwd)
readonly VERSION=1.2  # what is deployed
export TARGET="${1:-local}" MODE
declare -r LIMIT=3
declare -a HOSTS=(a b)
LANG=C sort /dev/null
ROOT=again
ARR[0]=x

source "$ROOT/lib/common.sh"
. ./env.sh
source "$(dirname "$0")/util.sh"
. "$ROOT"

# Says something.
log() {
  local message=$1 level
  level=${2:-info}
  echo "$level: $message" >&2
  counter=$((counter + 1))
}

# Copies one file.
function copy_file {
  local source="$1"
  if [[ -f "$source" && ! -d "$source" ]]; then
    log "copying $source"
    rsync -a "$source" "$TARGET:" || return 1
  elif [ -z "$MODE" ]; then
    _private
  fi
}

function both() (
  cd /tmp && log "in a subshell"
)

_private() { for f in "${HOSTS[@]}"; do copy_file "$f"; done; }

cleanup() {
  case "$1" in
    a|b) rm -rf "$ROOT/tmp" ;;
    *) true ;;
  esac
  while read -r line; do
    log "$line" | tee -a log.txt
  done < <(list_things)
  nested() { log nested; }
  cat <<EOF
not a call: $(inner_call) $VERSION
EOF
}

trap cleanup EXIT
trap 'rm x' INT
until false; do both; done
for ((i = 0; i < 3; i++)); do my-command --flag word; done
"$ROOT/bin/tool" arg
$DYNAMIC arg
alias ll='ls -l'
(( x > 1 ? 1 : 2 ))
unset MODE
main "$@"
