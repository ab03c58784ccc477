# Sourced by tools/test: one function for each stage. A function's output is the stage's log and its
# status the verdict; `counted` reports more than one check. Everything runs in the root folder.
# shellcheck shell=bash disable=SC2154,SC2155

# Reports the numbers of checks that passed, failed and were skipped, and a remark, to tools/test.
counted() { printf '%s %s %s %s\n' "$1" "$2" "$3" "${4:-}" >"$result"; }

# Adds a remark to what was counted.
remark() {
  local counts
  [[ -s $result ]] || return 0
  counts=$(<"$result")
  printf '%s %s\n' "$counts" "$1" >"$result"
}

# Counts a report of ctest. It calls a program that is not there "skipped" too; that is a failure.
count_tests() {
  awk '/^\t<testcase / { tests++ }
       /^\t<testcase .* status="run">/ { passed++ }
       /^\t<testcase .* status="disabled">/ || /^\t\t<skipped message="SKIP_/ { skipped++ }
       END { print passed + 0, tests - passed - skipped, skipped + 0 }' "$1" >"$result"
}

# run_ctest FOLDER ARGUMENT...
run_ctest() {
  local folder=$1 report=$CARBOY_ROOT/$logs/$stage.xml status=0
  shift
  rm -f -- "$report"
  ${launcher:-} ctest --test-dir "$folder" --output-on-failure --no-tests=error --timeout 600 \
    --test-output-size-passed 100000 --output-junit "$report" "$@" || status=$?
  [[ ! -s $report ]] || count_tests "$report"
  return "$status"
}

# The two commands of README, and that every tool can be executed and explains itself.
stage_tools() {
  local program first_block checked=0 wrong=0
  first_block=$(awk '/^```/ { if (inside) exit; inside = 1; next } inside' README.md)
  for program in tools/run tools/test; do
    if ! grep -qE "^$program( |\$)" <<<"$first_block"; then
      say "README.md: its first block of code does not call $program."
      wrong=$((wrong + 1))
    fi
  done
  for program in tools/{run,test,build,fuzz,install-packages,check_sources.py}; do
    checked=$((checked + 1))
    if [[ ! -x $program ]] || ! "$program" --help | grep '^Example' >/dev/null; then
      say "$program cannot be executed, or its --help has no examples."
      wrong=$((wrong + 1))
    fi
  done
  [[ -x .ci/run ]] || { say ".ci/run cannot be executed."; wrong=$((wrong + 1)); }
  counted "$((wrong == 0))" "$wrong" 0 "$checked programs"
  ((wrong == 0))
}

stage_format() {
  local -a files
  mapfile -d '' files < <(git ls-files -z --cached --others --exclude-standard -- '*.h' '*.hpp' '*.ipp' '*.c' '*.cpp' |
    while IFS= read -r -d '' file; do [[ ! -f $file ]] || printf '%s\0' "$file"; done)
  ((${#files[@]} > 0)) || { say "git lists no sources."; return 1; }
  local found=$logs/format.txt
  if printf '%s\0' "${files[@]}" | xargs -0 -n 16 -P "$(nproc)" clang-format-14 --dry-run -Werror 2>"$found"; then
    counted 1 0 0 "${#files[@]} files"
    return
  fi
  cat "$found"
  printf '\n%s\n' "clang-format-14 -i fixes:"
  sed -n 's/^\([^ ]*\):[0-9]*:[0-9]*: error: .*/    \1/p' "$found" | sort -u
  return 1
}

stage_components() {
  local check
  for check in components classes functions; do
    python3 -B "tests/components/check_${check}_test.py"
    python3 -B "tests/components/check_$check.py" | tee "$logs/$check.txt"
  done
  counted 1 0 0 "$(tail -qn 1 "$logs"/{components,classes,functions}.txt | paste -sd ';')"
}

stage_build() { tools/build "$preset"; }

stage_unit() { run_ctest "build/$preset" --parallel "$(nproc)" --label-exclude '^(system|abi|components|conformance)$'; }

stage_abi() { run_ctest "build/$preset" --label-regex '^abi$'; }

stage_system() { run_ctest "build/$preset" --label-regex '^system$'; }

stage_label() { run_ctest "build/$preset" --label-regex "^$label\$"; }

# The remark says what the cases of other libraries gave, where there is a folder of them.
stage_conformance() {
  local cases=${CARBOY_CASES:-../shared/cases} status=0 sums
  run_ctest "build/$preset" --label-regex '^conformance$' || status=$?
  sums=$(awk '/^\t<testcase / { recorded = /name="[a-z_]*_recorded"/ }
              recorded && match($0, /[a-z_]+: [0-9]+ passed, [0-9]+ failed, [0-9]+ skipped/) {
                printf "%s%s", (found++ ? "; " : ""), substr($0, RSTART, RLENGTH)
              }' "$logs/$stage.xml")
  [[ -d $cases ]] || sums="no folder $cases, so only own cases"
  remark "${sums:-no cases of other libraries}"
  return "$status"
}

stage_clang() {
  local compiled=()
  cmake --preset tidy
  # What the stage asan has just compiled need not be read again for clang's warnings.
  [[ ${outcome[asan]:-1} != 0 ]] || compiled=(--compiled build/asan)
  tools/check_sources.py build/tidy "${compiled[@]}" | tee "$logs/check_sources.txt"
  counted 1 0 0 "$(tail -n 1 "$logs/check_sources.txt")"
}

suppressions() {
  local file=$CARBOY_ROOT/tests/suppressions/$1.txt
  [[ ! -f $file ]] || printf ':suppressions=%s' "$file"
}

# sanitized PRESET [TESTS [TARGET...]]: builds the targets, or everything, with a sanitizer. Then runs the
# unit and swap tests, or those with names that match TESTS.
sanitized() {
  local random_bits calm='' tests=(${2:+--tests-regex "$2"})
  export ASAN_OPTIONS="detect_leaks=1:strict_string_checks=1$(suppressions asan)"
  export LSAN_OPTIONS="report_objects=1$(suppressions lsan)"
  export UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1$(suppressions ubsan)"
  export TSAN_OPTIONS="halt_on_error=1:second_deadlock_stack=1$(suppressions tsan)"
  # The shadow memory of clang 14's sanitizers finds no room when addresses have more random bits.
  random_bits=$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 0)
  if ((random_bits > 28)) && setarch -R true 2>/dev/null; then calm='setarch -R'; fi
  $calm tools/build "$1" "${@:3}"
  launcher=$calm run_ctest "build/$1" --parallel "$(nproc)" --label-regex '^(unit|swap)$' \
    --label-exclude '^components$' "${tests[@]}"
}

stage_asan() {
  sanitized asan '' {base,elf,http,signals,services,routing,pages,app,access_log,extensions,abi,server,config,host,check,test_host,cli}_test \
    {testkit,rule_grammar,api,api_routes,http_wire,fuzz_corpus,pages_search,swap,faults,kept,provider_swap}_test
}

# The programs in which threads meet; the parsers have none.
stage_tsan() {
  local programs=(base signals services app access_log abi server http_wire testkit swap faults)
  sanitized tsan "^($(IFS='|' && printf '%s' "${programs[*]}"))_test\$" "${programs[@]/%/_test}"
}
