# shellcheck shell=bash
# SHA-256: computing it with what the machine has, and reading the table of released archives.

is_sha256() {
  [ "${#1}" -eq 64 ] || return 1
  case $1 in
    *[!0-9a-f]*) return 1 ;;
  esac
}

sha256_of() {
  local out=''
  # Each tool reads standard input: names with backslashes make sha256sum change its output.
  if command -v sha256sum >/dev/null 2>&1; then
    out=$(sha256sum <"$1")
  elif command -v shasum >/dev/null 2>&1; then
    out=$(shasum -a 256 <"$1")
  elif command -v openssl >/dev/null 2>&1; then
    out=$(openssl dgst -sha256 -r <"$1")
  elif command -v python3 >/dev/null 2>&1; then
    out=$(python3 -I -c 'import hashlib,sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())' <"$1")
  else
    stop 4 "No program here can compute a SHA-256 (sha256sum, shasum, openssl, python3), so nothing can be verified. Install one of them."
  fi
  out=${out%% *}
  is_sha256 "$out" || stop 4 "The SHA-256 of $1 could not be computed"
  printf '%s' "$out"
}

# require_sha256 FILE DIGEST NAME
require_sha256() {
  local seen
  seen=$(sha256_of "$1")
  [ "$seen" = "$2" ] || stop 4 "$3 has the wrong checksum: expected $2, got $seen. It is not used. If this repeats, the download was altered or the address is not the release's."
}

# listed_digest TABLE ARCHIVE: empty when the table does not name it.
listed_digest() {
  local digest name
  while read -r digest name || [ -n "$digest" ]; do
    case $digest in '#'*) continue ;; esac
    if [ "$name" = "$2" ]; then
      is_sha256 "$digest" || stop 4 "action/checksums.txt has a broken line for $2; use another commit of the Action"
      printf '%s' "$digest"
      return 0
    fi
  done <"$1"
}

# listed_versions TABLE TARGET: newest first, as the table is written.
listed_versions() {
  local digest name found=''
  while read -r digest name || [ -n "$digest" ]; do
    case $name in
      straplock-*-"$2".tar.gz)
        name=${name#straplock-}
        found="$found${found:+, }${name%"-$2.tar.gz"}"
        ;;
    esac
  done <"$1"
  printf '%s' "$found"
}
