# shellcheck shell=bash
# What ./fauxtp and ./check share: install the packages that are missing, configure, build.
# Sourced, with $root set to this checkout. Says little, and only on stderr.
: "${root:?}"

# ccache keeps its files at home; without one it would fail every compilation.
[[ -w ${HOME:-} ]] || export CCACHE_DISABLE=1

say() { printf 'fauxtp: %s\n' "$*" >&2; }

# set_up PRESET PART...: make the build of that preset current.
set_up() (
  take_turn
  install_packages "${@:2}"
  build "$1"
)

# set_up_target PRESET TARGET PART...: only that target of it.
set_up_target() (
  take_turn
  install_packages "${@:3}"
  build "$1" "$2"
)

# One build at a time in a checkout. It reads nothing, and says everything on stderr.
take_turn() {
  cd "$root" || exit
  mkdir -p build
  exec </dev/null >&2 9>>build/.lock
  flock --nonblock 9 || { say "waiting for another build of $root" && flock 9; }
}

# install_packages PART...: those parts of .ci/packages. On a system whose packages are not known
# there, it says what is missing, and lets cmake decide.
install_packages() {
  local system
  system=$(system_codename)
  if [[ -z $system ]]; then
    say_what_is_missing
    return 0
  fi
  local wanted installed package missing=()
  wanted=$(packages "$system" "$@")
  # shellcheck disable=SC2086 # one word a package
  installed=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' $wanted \
    2>/dev/null || true)
  for package in $wanted; do
    grep -qxF "installed $package" <<<"$installed" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0

  if ! apt_install "${missing[@]}"; then
    say "packages are missing; as root, type this line and try again:"
    echo "apt-get update && apt-get install --no-install-recommends ${missing[*]}"
    exit 69
  fi
}

# The codename of a system that .ci/packages knows, or of the one that this system is made from; or
# nothing.
system_codename() {
  local line
  while read -r line; do
    case ${line//\"/} in
      UBUNTU_CODENAME=noble | VERSION_CODENAME=noble | VERSION_CODENAME=bookworm | VERSION_CODENAME=trixie)
        line=${line//\"/}
        echo "${line#*=}"
        return
        ;;
    esac
  done < <(cat /etc/os-release 2>/dev/null)
}

# One line, if something is missing that cmake would only miss later, or that is cmake itself.
say_what_is_missing() {
  local missing=() compiler=${CXX:-c++}
  command -v "$compiler" >/dev/null || missing+=("a C++20 compiler (g++ 12 or later)")
  command -v cmake >/dev/null || missing+=("CMake 3.25 or later")
  command -v ninja >/dev/null || missing+=("Ninja")
  has_header boost/fiber/all.hpp || missing+=("Boost 1.81 or later, with Fiber and Context")
  has_header nlohmann/json.hpp || missing+=("nlohmann/json 3.11 or later")
  has_header CLI/CLI.hpp || missing+=("CLI11")
  has_header spdlog/spdlog.h || missing+=("spdlog")
  ((${#missing[@]})) || return 0
  local all
  printf -v all '%s; ' "${missing[@]}"
  say "the names of this system's packages are not known here; please install ${all%; }"
}

has_header() {
  echo "#include <$1>" | "${CXX:-c++}" -std=c++20 -E -x c++ - >/dev/null 2>&1
}

# apt_install PACKAGE...: as root or by sudo, which asks for a password only at a terminal. It
# removes nothing: whoever has another Boost decides for himself.
apt_install() {
  local as_root=()
  if ((EUID)); then
    as_root=(sudo)
    [[ -t 2 ]] || as_root+=(--non-interactive)
    command -v sudo >/dev/null || return
  fi
  say "installing $*"
  # shellcheck disable=SC2016 # the inner shell expands
  quietly "${as_root[@]}" sh -c 'export DEBIAN_FRONTEND=noninteractive
    apt-get update
    apt-get install --yes --no-install-recommends --no-remove -o DPkg::Lock::Timeout=600 "$@"' \
    sh "$@"
}

# packages SYSTEM PART...: the names in those parts of .ci/packages.
packages() {
  local system=$1 part='' name rest
  shift
  while read -r name rest; do
    case $name in
      '' | '#'*) continue ;;
      '['*']')
        part=${name//[][]/}
        continue
        ;;
    esac
    [[ " $* " == *" $part "* ]] || continue
    if [[ $rest == '('* ]]; then
      rest=${rest%%)*}
      [[ " ${rest#(} " == *" $system "* ]] || continue
    fi
    echo "$name"
  done <.ci/packages
}

# build PRESET [TARGET]. build/PRESET.built (PRESET.TARGET.built) holds where the checkout was and is
# dated before the last good build, so that a source changed during that build counts as newer.
build() {
  local stamp=build/$1${2:+.$2}.built target=${2:-all} fresh=(--fresh) quiet=(--quiet)
  # A checkout that moved, or never built, starts over from what cmake remembers.
  [[ -e $stamp && $(<"$stamp") == "$(pwd -P)" ]] && fresh=()
  [[ -t 2 ]] && quiet=()
  SECONDS=0
  say "building ($1)"
  pwd -P >"$stamp.new"
  if ! quietly cmake --preset "$1" "${fresh[@]}" ||
    ! cmake --build --preset "$1" --target "$target" --parallel "$(nproc)" -- "${quiet[@]}"; then
    say "the build failed"
    exit 1
  fi
  mv "$stamp.new" "$stamp"
  say "built in $SECONDS s"
}

# quietly COMMAND...: its output is shown only if it fails.
quietly() {
  local output
  output=$("$@" 2>&1) || { printf '%s\n' "$output" && return 1; }
}
