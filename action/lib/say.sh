# shellcheck shell=bash
# How the Action's scripts speak: plain lines, workflow commands, and the way out.

say() { printf '%s\n' "$*"; }

# Text for the data part of a workflow command: a value must not be able to start another command.
command_data() {
  local text=$1
  text=${text//'%'/%25}
  text=${text//$'\r'/%0D}
  text=${text//$'\n'/%0A}
  printf '%s' "$text"
}

warn() { printf '::warning title=Straplock::%s\n' "$(command_data "$*")"; }

# stop CODE MESSAGE: 2 is a wrong input, 4 means that nothing could be analysed.
stop() {
  local code=$1
  shift
  # Standard error: inside $( ) the message must not become somebody's value.
  printf '::error title=Straplock::%s\n' "$(command_data "$*")" >&2
  exit "$code"
}

# set_output NAME VALUE: one line only, so a value cannot add outputs of its own.
set_output() {
  case $2 in
    *$'\n'* | *$'\r'*) stop 2 "The value of $1 holds a line break, which a path cannot have here" ;;
  esac
  if [ -n "${GITHUB_OUTPUT:-}" ]; then
    printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
  fi
}
