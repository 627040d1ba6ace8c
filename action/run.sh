#!/usr/bin/env bash
# Runs `straplock ci` with the Action's inputs and passes its exit code on.
#
# The inputs arrive as one JSON object, as GitHub writes it, and the token is one of them. It is taken
# out here, so that the program has it in GITHUB_TOKEN only and cannot show it together with the inputs.
# Started as `bash -p`, which reads no BASH_ENV and takes no function from the environment.

set -euo pipefail
unset BASH_ENV ENV CDPATH ACTIONS_RUNTIME_TOKEN ACTIONS_ID_TOKEN_REQUEST_TOKEN

action_root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=action/lib/say.sh
. "$action_root/action/lib/say.sh"
# shellcheck source=action/lib/platform.sh
. "$action_root/action/lib/platform.sh"

# Leaves the inputs without the token in STRAPLOCK_INPUTS.
remove_token() {
  local needle empty='""'
  [ -n "${GITHUB_TOKEN:-}" ] || return 0
  case $GITHUB_TOKEN in
    *[!0-9A-Za-z._~+/=-]*) stop 2 "token holds a character that no GitHub token has, perhaps a line break pasted into the secret; set it again" ;;
  esac
  # These characters are never escaped in JSON, so the token stands in it as it is, between quotes.
  needle='"'$GITHUB_TOKEN'"'
  STRAPLOCK_INPUTS=${STRAPLOCK_INPUTS//"$needle"/$empty}
}

# A SARIF file that says the analysis did not succeed, so that later steps always find one. It is
# for people and for archives: uploading it is refused by GitHub, and alerts stay as they are.
write_failure_sarif() {
  # shellcheck disable=SC2016 # `$schema` is the property's name
  printf '%s\n' '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":{"name":"Straplock","rules":[]}},"automationDetails":{"id":"straplock/"},"invocations":[{"executionSuccessful":false,"exitCode":'"$1"'}],"columnKind":"unicodeCodePoints","results":[]}]}' >"$2"
}

[ -n "${STRAPLOCK_BINARY:-}" ] || stop 4 "No Straplock program was installed by the step before"
STRAPLOCK_INPUTS=${STRAPLOCK_INPUTS:-"{}"}
remove_token
export STRAPLOCK_INPUTS
# Git for Windows rewrites values that look like Unix paths; ours must arrive as they are.
export MSYS2_ENV_CONV_EXCL='STRAPLOCK_INPUTS;GITHUB_'

# What cannot be written is told and does not end the step: its exit code would pass for the program's.
unwritten() { warn "This step's outputs or its SARIF file could not be written; is the disk full?"; }

folder=$(unix_path "${RUNNER_TEMP:-${TMPDIR:-/tmp}}")/straplock
mkdir -p -- "$folder" || unwritten
# What an earlier use of the Action in this job left must not pass for the result of this one.
rm -f -- "$folder/straplock.sarif" "$folder/report.json"

code=0
"$STRAPLOCK_BINARY" ci || code=$?

if [ ! -s "$folder/straplock.sarif" ]; then
  write_failure_sarif "$code" "$folder/straplock.sarif" || unwritten
  set_output sarif-file "${RUNNER_TEMP:-$folder}${RUNNER_TEMP:+/straplock}/straplock.sarif" || unwritten
fi
set_output exit-code "$code" || unwritten
if [ "$code" -gt 5 ]; then
  stop "$code" "Straplock ended unexpectedly (exit code $code). This is a bug; please report it with the log of this step."
fi
exit "$code"
