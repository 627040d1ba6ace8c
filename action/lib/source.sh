# shellcheck shell=bash
# The Action's own Cargo.toml, building from it, and what is done with a finished program.

# manifest_value KEY: a string of Cargo.toml's [package] table.
manifest_value() {
  sed -n -e '/^\[package\]/,/^\[/s/^'"$1"'[[:space:]]*=[[:space:]]*"\([^"]*\)".*/\1/p' "$action_root/Cargo.toml" 2>/dev/null || true
}

# What `--version` says, without the program's name; ends the job when the program does not run.
program_version() {
  local line
  line=$("$1" --version 2>/dev/null) || stop 4 "\`$1 --version\` does not run here, so this program does not fit the machine ($(runner_system), $(processor)), or is damaged"
  line=${line%%$'\n'*}
  line=${line#straplock }
  printf '%s' "${line%% *}"
}

# Moves the program at $1 to its place under RUNNER_TEMP and leaves that path in `installed`.
place() {
  mkdir -p -- "$temp/straplock/bin"
  installed=$temp/straplock/bin/$2
  chmod 755 "$1"
  mv -f -- "$1" "$installed"
}

finish() {
  say "Straplock: $2"
  set_output binary "$1"
  exit 0
}

build_from_source() {
  local program=straplock flags='--locked' built
  [ "$(runner_system)" != Windows ] || program=straplock.exe
  command -v cargo >/dev/null 2>&1 || stop 4 "This commit of the Action has no released program for $1, and there is no cargo here to build it from source. Use the Action at a released version, give \`binary-path\`, or install Rust before this step."
  [ "$offline" = false ] || flags='--frozen'
  say "No released program for $1 at this commit of the Action: building Straplock $default_version from source"
  built=$temp/straplock/build
  # From the Action's own folder: cargo obeys .cargo/config.toml and rust-toolchain.toml of the
  # current folder, and that would be the scanned repository.
  (cd -- "$action_root" && cargo build --release $flags --bin straplock --target-dir "$built") ||
    stop 4 "Straplock could not be built from source (the compiler's messages are above). Use the Action at a released version, or give \`binary-path\`."
  cp -- "$built/release/$program" "$work/$program"
  place "$work/$program" "$program"
  finish "$installed" "$default_version, built from source"
}
