# Sourced by the tools: where the repository is, and how to print messages.
# shellcheck shell=bash disable=SC2034,SC2154

CARBOY_ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
export LC_ALL=C.UTF-8

if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
  bold=$'\e[1m' green=$'\e[32m' red=$'\e[31m' yellow=$'\e[33m' plain=$'\e[0m'
else
  bold='' green='' red='' yellow='' plain=''
fi

say() { printf '%s\n' "$*"; }

# Prints each argument as a line of an error report and ends the program with status 1.
fail() {
  printf '%s%s%s\n' "$red" "$1" "$plain" >&2
  shift
  (($# == 0)) || printf '    %s\n' "$@" >&2
  exit 1
}

# Ends the program with status 2, because it was called with wrong arguments.
wrong_usage() {
  printf '%s: %s\n    %s --help shows how.\n' "$tool" "$1" "$tool" >&2
  exit 2
}

# Prints the last lines of a log, indented, without the steps of ninja that succeeded.
tail_of() { sed '/^\[[0-9]*\/[0-9]*\] /d; s/^/    | /' -- "$1" | tail -n "${2:-40}"; }

# preset_or OTHER: prints dev if a developer has built it, or else OTHER, which builds faster from scratch.
preset_or() { if [[ -z ${CI:-} && -f $CARBOY_ROOT/build/dev/build.ninja ]]; then echo dev; else echo "$1"; fi; }
