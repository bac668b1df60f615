# shellcheck shell=bash
# Finds or installs what building, training and testing need. Sourced by jobs/quickstart and Tests/run from the top
# folder of the checkout.

swift_needed="6.2"

say() { printf '\n%s\n' "$*"; }

fail() {
  printf '\nError: %s\n' "$*" >&2
  exit 1
}

# Prints a command as it could be typed, then runs it.
run() {
  printf '\n$'
  printf ' %q' "$@"
  printf '\n'
  "$@"
}

# Package names that are missing, and what shows that they are.
missing_packages=()
missing_reasons=()

# need REASON PACKAGE...: notes packages to install.
need() {
  missing_reasons+=("$1")
  shift
  missing_packages+=("$@")
}

need_command() { command -v "$1" >/dev/null || need "the command $1" "${@:2}"; }

# The HDF5 that Package.swift builds with: Debian calls the build without MPI hdf5-serial, others have only one.
hdf5_package() { if pkg-config --exists hdf5-serial; then printf 'hdf5-serial\n'; else printf 'hdf5\n'; fi; }
hdf5_version() { pkg-config --modversion "$(hdf5_package)" 2>/dev/null; }

# A home folder that sudo replaced still holds the toolchain of the user who called sudo.
home_folders() {
  printf '%s\n' "${HOME:-/root}"
  if [[ -n ${SUDO_USER:-} ]]; then getent passwd "$SUDO_USER" | cut -d: -f6; fi
}

# Puts Swift into PATH when it lies in a usual place outside it.
find_swift() {
  command -v swift >/dev/null && return
  local folder home
  while IFS= read -r home; do
    for folder in "$home/.local/share/swiftly/bin" /opt/swift/usr/bin /usr/share/swift/usr/bin; do
      if [[ -x $folder/swift ]]; then
        PATH="$folder:$PATH"
        export PATH
        return
      fi
    done
  done < <(home_folders)
  fail "Swift $swift_needed or newer is needed and there is no 'swift' in PATH.
  Install it as https://www.swift.org/install/linux/ describes (swiftly installs it into your home folder without
  root), open a new shell, and start this script again."
}

# The libraries Swift's own tools use, and the C and C++ headers and the linker that its compiler calls.
need_swift_libraries() {
  local tools
  tools=$(dirname "$(readlink -f "$(command -v swift)")")
  # A swiftly proxy is no toolchain; when it answers, the toolchain behind it was installed with what it needs.
  if [[ -x $tools/swift-frontend ]] && ldd "$tools/swift-frontend" "$tools/swift-build" | grep -q 'not found'; then
    need "libraries of the Swift tools" \
      libcurl4-openssl-dev libedit-dev libncurses-dev libpython3-dev libsqlite3-dev libxml2-dev tzdata
  fi
  need_command git git
  need_command ld binutils
  if lacks_gold; then need "the linker ld.gold" binutils-gold; fi
  [[ -e /usr/include/stdio.h ]] || need "the C headers" libc6-dev
  compgen -G '/usr/lib/gcc/*/*/libstdc++.so' >/dev/null || need "the C++ library for linking" g++
}

# Newer distributions keep the linker that Swift calls in a package of its own; older ones know no such package.
lacks_gold() { ! command -v ld.gold >/dev/null && apt-cache show binutils-gold >/dev/null 2>&1; }

need_build_libraries() {
  need_command pkg-config pkg-config
  need_command mpirun openmpi-bin
  pkg-config --exists ompi-c 2>/dev/null || need "the pkg-config module ompi-c" libopenmpi-dev
  hdf5_version >/dev/null || need "the pkg-config module hdf5" libhdf5-dev
}

# Installs what `need` noted; asks for nothing and uses no network when nothing is missing.
install_missing() {
  [[ ${#missing_packages[@]} -gt 0 ]] || return 0
  say "Missing: $(printf '%s, ' "${missing_reasons[@]}" | sed 's/, $//')"
  local as_root=()
  if ! command -v apt-get >/dev/null; then
    fail "this script installs packages on Debian and Ubuntu only. Install what other distributions call
  ${missing_packages[*]}
and start this script again. pkg-config must know the modules ompi-c and hdf5."
  fi
  if [[ $(id -u) -ne 0 ]]; then
    command -v sudo >/dev/null || fail "packages are missing and there is no sudo. As root, run
  apt-get install ${missing_packages[*]}
and start this script again."
    as_root=(sudo)
  fi
  run "${as_root[@]}" apt-get update
  # A fresh container knows no packages before this.
  if lacks_gold; then missing_packages+=(binutils-gold); fi
  run "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    "${missing_packages[@]}"
  hash -r
}

check_swift_version() {
  local answer version
  answer=$(swift --version 2>&1) || fail "'swift --version' fails:
$answer"
  version=$(sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' <<<"$answer")
  if [[ $(printf '%s\n' "$swift_needed" "$version" | sort -V | head -n 1) != "$swift_needed" ]]; then
    fail "Swift $swift_needed or newer is needed; $(command -v swift) is Swift ${version:-of unknown version}.
  https://www.swift.org/install/linux/ has newer ones ('swiftly install latest')."
  fi
  printf 'Swift %s\n' "$version"
}
