# shellcheck shell=bash
# Getting one file over HTTPS with whatever the machine has: curl, wget, python3 or PowerShell.
# All of them honour the usual proxy variables. Integrity is the checksum's business, not theirs.

# Seconds without progress before an attempt is given up.
stall=${STRAPLOCK_DOWNLOAD_TIMEOUT:-30}
case $stall in '' | *[!0-9]*) stall=30 ;; esac

# Where the Action's own repository is: as Cargo.toml says, else as GitHub says (empty for `uses: ./`).
home_address() {
  local home
  home=$(manifest_value repository)
  if [ -z "$home" ] && [ -n "${STRAPLOCK_ACTION_REPOSITORY:-}" ]; then
    home=${GITHUB_SERVER_URL:-https://github.com}/$STRAPLOCK_ACTION_REPOSITORY
  fi
  printf '%s' "$home"
}

# archive_address ARCHIVE VERSION
archive_address() {
  local base=${STRAPLOCK_DOWNLOAD_URL:-} host
  if [ -z "$base" ]; then
    base=$(home_address)
    [ -n "$base" ] || stop 4 "Releases are looked for where the Action itself comes from, and this copy of it comes from no repository. Give \`download-url\` or \`binary-path\`."
    base=${base%.git}/releases/download/v{version}
  fi
  base=${base//'{version}'/$2}
  case $base in
    https://?*) ;;
    http://*)
      # Plain HTTP only to this very machine, where tests and local mirrors listen.
      host=${base#http://}
      host=${host%%/*}
      case $host in
        127.0.0.1 | 127.0.0.1:* | localhost | localhost:* | '[::1]' | '[::1]:'*) ;;
        *) stop 2 "download-url must start with https:// (plain http is taken only for this machine's own address)" ;;
      esac
      ;;
    *) stop 2 "download-url must start with https://" ;;
  esac
  printf '%s/%s' "${base%/}" "$1"
}

# An address as it may stand in a log: no user, no password, no query.
shown_address() {
  local scheme=${1%%://*} rest=${1#*://} host
  rest=${rest%%[?#]*}
  host=${rest%%/*}
  printf '%s://%s/%s' "$scheme" "${host##*@}" "${rest#*/}"
}

downloader() {
  local tool
  for tool in curl wget python3 pwsh powershell; do
    if command -v "$tool" >/dev/null 2>&1; then
      printf '%s' "$tool"
      return 0
    fi
  done
  stop 4 "There is no curl, wget, python3 or PowerShell on this runner, so Straplock cannot be downloaded. Install one of them, or give \`binary-path\`."
}

# Each with_TOOL ADDRESS FILE answers 0 done, 1 worth another try, 2 not there or not allowed.
with_curl() {
  local scheme=${1%%://*} status
  status=$(curl --proto "=$scheme" --proto-redir "=$scheme" --tlsv1.2 --fail --location --max-redirs 5 \
    --silent --show-error --connect-timeout "$stall" --speed-limit 1024 --speed-time "$stall" \
    --max-time 600 --max-filesize 200000000 --write-out '%{http_code}' --output "$2" -- "$1") && return 0
  case $status in
    408 | 429) return 1 ;;
    4??) return 2 ;;
  esac
  return 1
}

with_wget() {
  local log
  local options=()
  # GNU wget reads only the lower-case proxy variable.
  if [ -z "${https_proxy:-}" ] && [ -n "${HTTPS_PROXY:-}" ]; then export https_proxy=$HTTPS_PROXY; fi
  # GNU wget would try twenty times by itself. BusyBox's tries once, and crashes on -T where it was
  # built without time limits.
  case $(wget --help 2>&1) in
    *--tries*) options=(--tries=1 "--timeout=$stall") ;;
    *'-T SEC'*) options=(-T "$stall") ;;
  esac
  # The form with + is for bash 3.2, to which an empty array is an unset one.
  log=$(wget ${options[@]+"${options[@]}"} -O "$2" "$1" 2>&1) && return 0
  case $log in
    *' 401 '* | *' 403 '* | *' 404 '* | *' 410 '*) return 2 ;;
  esac
  return 1
}

with_python3() {
  local code=0
  python3 -I - "$1" "$2" "$stall" <<'PYTHON' || code=$?
import http.client, shutil, sys, urllib.error, urllib.parse, urllib.request

address, target, stall = sys.argv[1], sys.argv[2], int(sys.argv[3])
scheme = urllib.parse.urlsplit(address).scheme


class SameScheme(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, request, body, code, message, headers, new):
        if urllib.parse.urlsplit(new).scheme != scheme:
            raise urllib.error.URLError("redirected to another scheme")
        return super().redirect_request(request, body, code, message, headers, new)


try:
    with urllib.request.build_opener(SameScheme).open(address, timeout=stall) as answer, open(target, "wb") as out:
        shutil.copyfileobj(answer, out)
        expected = answer.headers.get("Content-Length")
        if expected is not None and int(expected) != out.tell():
            sys.exit(1)
except urllib.error.HTTPError as error:
    sys.exit(2 if 400 <= error.code < 500 and error.code not in (408, 429) else 1)
except (OSError, http.client.HTTPException):
    sys.exit(1)
PYTHON
  case $code in 0 | 2) return "$code" ;; *) return 1 ;; esac
}

with_powershell() {
  # The address and the file travel in the environment: nothing of them is read as code.
  STRAPLOCK_FETCH_FROM=$1 STRAPLOCK_FETCH_TO=$2 STRAPLOCK_FETCH_STALL=$stall "$downloader" -NoLogo -NoProfile -NonInteractive -Command '
    $ErrorActionPreference = "Stop"; $ProgressPreference = "SilentlyContinue"
    [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
    try { Invoke-WebRequest -UseBasicParsing -MaximumRedirection 5 -TimeoutSec ([int]$env:STRAPLOCK_FETCH_STALL * 10) -Uri $env:STRAPLOCK_FETCH_FROM -OutFile $env:STRAPLOCK_FETCH_TO; exit 0 }
    catch { $code = 0; if ($_.Exception.Response) { $code = [int]$_.Exception.Response.StatusCode }; if ($code -in 401, 403, 404, 410) { exit 2 } else { exit 1 } }'
}

# fetch ADDRESS FILE: three attempts, or an error that says what to do.
fetch() {
  local address=$1 file=$2 shown attempt answer pause=${STRAPLOCK_DOWNLOAD_PAUSE:-2}
  shown=$(shown_address "$address")
  downloader=$(downloader)
  say "Downloading $shown with $downloader"
  for attempt in 1 2 3; do
    answer=0
    case $downloader in
      curl) with_curl "$address" "$file" || answer=$? ;;
      wget) with_wget "$address" "$file" || answer=$? ;;
      python3) with_python3 "$address" "$file" || answer=$? ;;
      *) with_powershell "$address" "$file" || answer=$? ;;
    esac
    [ "$answer" -ne 0 ] || return 0
    rm -f -- "$file"
    [ "$answer" -ne 2 ] || stop 4 "$shown is not there, or may not be read. Check \`version\` and \`download-url\`; behind a firewall, use a mirror with \`download-url\` or give \`binary-path\`."
    say "Attempt $attempt of 3 did not succeed"
    [ "$attempt" -eq 3 ] || sleep $((pause * attempt))
  done
  stop 4 "$shown could not be downloaded in three attempts. Check the network and proxy (HTTPS_PROXY), use a mirror with \`download-url\`, or give \`binary-path\`."
}
