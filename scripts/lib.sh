# Shared by every script: where things live and how to install what is missing.
# Source it; it changes directory to the repository's root.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

CACHE=${MUSTER_CACHE:-$HOME/.cache/muster}
TOOLS=$CACHE/tools
mkdir -p "$TOOLS/bin"
export PATH="$TOOLS/bin:$TOOLS/node_modules/.bin:$PATH"

# Build products live beside the tools, so that a second clone builds quickly.
HOST_TARGET=${CARGO_TARGET_DIR:-$CACHE/target/host}
WASM_TARGET=${MUSTER_WASM_TARGET_DIR:-$CACHE/target/wasm}

say() { printf '\033[1m▸ %s\033[0m\n' "$*" >&2; }
die() { printf '✗ %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# apt_install WHY PACKAGE…: installs what dpkg does not know yet, or says what to install.
apt_install() {
  local why=$1 missing=() package as_root=()
  shift
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  have apt-get || die "$why needs these Debian packages or their equivalents: ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    have sudo && sudo -n true 2>/dev/null || die "$why needs packages; please run: sudo apt-get install ${missing[*]}"
    as_root=(sudo -n)
  fi
  say "installing for $why: ${missing[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >"$CACHE/apt.log" 2>&1 || {
    "${as_root[@]}" apt-get update -q >>"$CACHE/apt.log" 2>&1 || true
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >>"$CACHE/apt.log" 2>&1 \
      || { tail -n 20 "$CACHE/apt.log" >&2; die "apt-get could not install ${missing[*]} (log: $CACHE/apt.log)"; }
  }
}

# once NAME VERSION COMMAND…: runs the command unless it already succeeded for this version.
once() {
  local stamp="$CACHE/stamps/$1" version=$2
  shift 2
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$version" ] && return 0
  "$@"
  mkdir -p "$CACHE/stamps"
  printf '%s' "$version" >"$stamp"
}

free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'; }
