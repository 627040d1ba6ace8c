# shellcheck shell=bash
# Which archive fits this machine, and how paths are written on it.

lower_case() { printf '%s' "$1" | tr '[:upper:]' '[:lower:]'; }

# D:\a\_temp as /d/a/_temp for Git's bash; every other path as it is.
unix_path() {
  if command -v cygpath >/dev/null 2>&1; then
    cygpath -u -- "$1"
  else
    printf '%s' "$1"
  fi
}

runner_system() {
  case ${RUNNER_OS:-} in
    Linux | macOS | Windows) printf '%s' "$RUNNER_OS"; return ;;
  esac
  case $(uname -s 2>/dev/null) in
    Linux) printf Linux ;;
    Darwin) printf macOS ;;
    MINGW* | MSYS* | CYGWIN*) printf Windows ;;
    *) printf unknown ;;
  esac
}

# The kernel's answer comes first: it is what this machine executes, while RUNNER_ARCH is what the
# runner program was built for. RUNNER_ARCH decides when the kernel's answer is not one we know.
processor() {
  local kernel
  kernel=$(uname -m 2>/dev/null || true)
  case $kernel in
    x86_64 | amd64) printf x86_64; return ;;
    aarch64 | arm64) printf aarch64; return ;;
  esac
  case ${RUNNER_ARCH:-} in
    X64) printf x86_64 ;;
    ARM64) printf aarch64 ;;
    *) printf '%s' "${kernel:-unknown}" ;;
  esac
}

target_triple() {
  local system cpu
  system=$(runner_system)
  cpu=$(processor)
  case $system in
    Linux) printf '%s-unknown-linux-musl' "$cpu" ;;
    macOS) printf '%s-apple-darwin' "$cpu" ;;
    # Windows on Arm runs the x64 program.
    Windows) printf 'x86_64-pc-windows-msvc' ;;
    *) printf '%s-unknown' "$cpu" ;;
  esac
}
