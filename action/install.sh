#!/usr/bin/env bash
# Puts a Straplock binary in place and writes its path to the output `binary`.
#
# Order: binary-path, STRAPLOCK_BIN, the released archive (tool cache, then download), and a build
# from source only when this checkout of the Action has no released archive and none was asked for.
# A checksum that does not match ends the job; no second source is tried.
#
# Everything comes in through the environment (see docs/action.md); no token is needed or read.
# Started as `bash -p`, which reads no BASH_ENV and takes no function from the environment.
# Works with the bash 3.2 of macOS and with Git for Windows.

set -euo pipefail
unset BASH_ENV ENV CDPATH GITHUB_TOKEN GH_TOKEN ACTIONS_RUNTIME_TOKEN ACTIONS_ID_TOKEN_REQUEST_TOKEN
export LC_ALL=C

action_root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=action/lib/say.sh
. "$action_root/action/lib/say.sh"
# shellcheck source=action/lib/platform.sh
. "$action_root/action/lib/platform.sh"
# shellcheck source=action/lib/checksum.sh
. "$action_root/action/lib/checksum.sh"
# shellcheck source=action/lib/download.sh
. "$action_root/action/lib/download.sh"
# shellcheck source=action/lib/source.sh
. "$action_root/action/lib/source.sh"

version=${STRAPLOCK_VERSION:-}
version=${version#v}
checksum=$(lower_case "${STRAPLOCK_CHECKSUM:-}")
checksum=${checksum#sha256:}
offline=${STRAPLOCK_OFFLINE:-false}

check_inputs() {
  case $version in
    *[!0-9A-Za-z.+-]*) stop 2 "version \`$version\` is not a version number; write it like 0.1.0" ;;
  esac
  if [ -n "$checksum" ] && ! is_sha256 "$checksum"; then
    stop 2 "checksum must be the 64 hexadecimal digits of a SHA-256, optionally after \`sha256:\`"
  fi
  case $offline in
    '' | false) offline=false ;;
    true) ;;
    *) stop 2 "offline must be true or false, not \`$offline\`" ;;
  esac
}

# The path in $1, named by $2, as the binary to use.
use_given_binary() {
  local given=$1 name=$2 path seen
  path=$(unix_path "$given")
  [ -e "$path" ] || stop 2 "$name is \`$given\`, and there is no such file. A relative path starts at the workspace ($PWD)."
  [ -f "$path" ] || stop 2 "$name is \`$given\`, which is not a file; name the straplock program itself"
  [ -x "$path" ] || stop 2 "$name is \`$given\`, which is not executable; run chmod +x on it first"
  case $path in
    /*) ;;
    *) path=$PWD/$path ;;
  esac
  if [ -n "$checksum" ]; then
    require_sha256 "$path" "$checksum" "$name"
  fi
  seen=$(program_version "$path")
  if [ -n "$version" ] && [ "$seen" != "$version" ]; then
    stop 2 "$name is Straplock $seen, but version $version was asked for; change one of the two"
  fi
  finish "$path" "$name"
}

# The digest that the archive must have, empty when this checkout knows none.
expected_digest() {
  local archive=$1 listed
  listed=$(listed_digest "$action_root/action/checksums.txt" "$archive")
  if [ -n "$checksum" ] && [ -n "$listed" ] && [ "$checksum" != "$listed" ]; then
    stop 2 "checksum is $checksum, but the Action's own table says $listed for $archive. Leave \`checksum\` out, or find out where the other value comes from."
  fi
  printf '%s' "${checksum:-$listed}"
}

explain_unknown_version() {
  local target=$1 known
  known=$(listed_versions "$action_root/action/checksums.txt" "$target")
  stop 2 "Straplock ${version:-$default_version} for $target is not in this Action's checksum table (known here: ${known:-none yet}). Choose a known version, use a newer commit of the Action, or give \`checksum\` beside \`version\`."
}

# Leaves the verified archive at $work/archive, from the tool cache or from the download address.
# The bytes that are checked are those in our own folder, so nobody can exchange them afterwards.
obtain_archive() {
  local archive=$1 digest=$2 target=$3 cache='' address
  if [ -n "${RUNNER_TOOL_CACHE:-}" ]; then
    cache=$(unix_path "$RUNNER_TOOL_CACHE")/straplock/$version/$target
  fi
  if [ -n "$cache" ] && [ -f "$cache/$archive" ] && cp -- "$cache/$archive" "$work/archive"; then
    if [ "$(sha256_of "$work/archive")" = "$digest" ]; then
      say "Straplock $version from the tool cache (checksum verified again)"
      return 0
    fi
    warn "The archive in the tool cache ($cache) does not have the expected checksum. It is not used; downloading it anew."
    rm -f -- "$work/archive"
  fi
  [ "$offline" = false ] || stop 4 "offline is true and Straplock $version is not in the tool cache. Give \`binary-path\`, or put $archive into \$RUNNER_TOOL_CACHE/straplock/$version/$target/."
  # In an assignment of its own: inside the call, an error of it would not end the job.
  address=$(archive_address "$archive" "$version")
  fetch "$address" "$work/archive"
  require_sha256 "$work/archive" "$digest" "$archive"
  # The cache is a convenience: a read-only or full one must not end the job.
  if [ -n "$cache" ] && mkdir -p -- "$cache" 2>/dev/null; then
    if ! { cp -- "$work/archive" "$cache/.$archive.$$" && mv -f -- "$cache/.$archive.$$" "$cache/$archive"; } 2>/dev/null; then
      rm -f -- "$cache/.$archive.$$" 2>/dev/null || true
    fi
  fi
}

install_release() {
  local target=$1 digest=$2 archive=$3 program=straplock member
  [ "${target%windows-msvc}" = "$target" ] || program=straplock.exe
  member=${archive%.tar.gz}/$program
  obtain_archive "$archive" "$digest" "$target"
  command -v tar >/dev/null 2>&1 || stop 4 "There is no \`tar\` on this runner, so $archive cannot be unpacked. Install tar, or give \`binary-path\`."
  # Read from standard input: GNU tar takes a name with a colon (D:\...) for a remote host.
  (cd -- "$work" && tar -xzf - "$member" <"$work/archive") || stop 4 "$archive could not be unpacked, although its checksum is right; is the disk full?"
  place "$work/$member" "$program"
  program_version "$installed" >/dev/null
  finish "$installed" "release $version ($target, checksum verified)"
}

main() {
  check_inputs
  temp=$(unix_path "${RUNNER_TEMP:-${TMPDIR:-/tmp}}")
  mkdir -p -- "$temp"
  work=$(mktemp -d "$temp/straplock-install.XXXXXXXX")
  trap 'rm -rf -- "$work"' EXIT
  trap 'exit 143' INT TERM

  if [ -n "${STRAPLOCK_BINARY_PATH:-}" ]; then
    use_given_binary "$STRAPLOCK_BINARY_PATH" binary-path
  elif [ -n "${STRAPLOCK_BIN:-}" ]; then
    use_given_binary "$STRAPLOCK_BIN" STRAPLOCK_BIN
  fi

  local target archive digest asked="$version$checksum"
  default_version=$(manifest_value version)
  [ -n "$default_version" ] || stop 4 "This copy of the Action is not whole: its Cargo.toml names no version. Check the Action out as it is."
  target=$(target_triple)
  version=${version:-$default_version}
  archive=straplock-$version-$target.tar.gz
  digest=$(expected_digest "$archive")
  if [ -n "$digest" ]; then
    install_release "$target" "$digest" "$archive"
  elif [ -n "$asked" ]; then
    explain_unknown_version "$target"
  else
    build_from_source "$target"
  fi
}

main
