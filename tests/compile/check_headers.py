#!/usr/bin/env python3
"""Checks what the SDK's headers include: each includes all that it needs, none includes Boost, and
carboy.h includes little. Also checks that they qualify every call, since argument-dependent lookup
would find functions of the author's.

    tests/compile/check_headers.py
"""

import pathlib
import re
import sys
import tempfile

from compilers import COMPILERS, INCLUDE, ROOT, WARNINGS, check_syntax, each, report, run

HELLO = ROOT / "examples/hello/hello.cpp"
# Lines that the compiler reads for hello.cpp, without blank ones. Their number determines the time it
# takes, on any machine: 36,900 with libstdc++ 12, which is 0.8 s. With <chrono>, <memory> and
# nlohmann's json_fwd.hpp it was 51,800 and 1.2 s, with json.hpp 2.2 s. Raise it for a feature that is
# worth it.
MOST_LINES = 38000
# The test kit needs GoogleTest.
NEEDS_MORE = {"testing"}
# Functions that authors write for their types.
MEANT_TO_BE_FOUND = {"text_of"}


def headers():
    for path in sorted((INCLUDE / "carboy").rglob("*.h")):
        name = path.relative_to(INCLUDE)
        if not NEEDS_MORE.intersection(name.parts):
            yield name


def compiles_alone(compiler, header):
    """Includes it twice, since a header must have an include guard."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "alone.cpp")
        source.write_text(f"#include <{header}>\n#include <{header}>\n")
        return check_syntax(compiler, source, *WARNINGS)


def included_files(header):
    status, output = run("g++", "-std=c++20", "-M", "-x", "c++", f"-I{INCLUDE}", INCLUDE / header)
    if status != 0:
        sys.exit("\n".join(output))
    return " ".join(output).replace("\\", " ").split()[1:]


def forbidden_includes(names):
    """Checks carboy.h, which includes nearly all of them, and then those that it does not include."""
    found, seen = [], set()
    for header in [pathlib.Path("carboy/carboy.h"), *names]:
        if str(INCLUDE / header) in seen:
            continue
        files = included_files(header)
        seen.update(files)
        found += [f"{header}: {name}" for name in files if "/boost/" in name
                  or (name.endswith("/nlohmann/json.hpp") and header.name not in ("json.h", "json_types.h"))]
    return found


def unqualified_calls():
    """Names of functions that the compiler also looks up among the author's own."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "all.cpp")
        source.write_text("#include <carboy/carboy.h>\n#include <carboy/json.h>\n")
        status, output = check_syntax("clang++-14", source, "-Xclang", "-ast-dump", "-Xclang",
                                      "-ast-dump-filter=carboy")
    if status != 0 or not any("FunctionTemplateDecl" in line for line in output):
        sys.exit("clang has not printed its syntax tree.")
    found = {match[1] for line in output if (match := re.search(r"\(ADL\) = '(\w+)'", line))}
    return sorted(found - MEANT_TO_BE_FOUND)


def hello_is_short():
    status, output = run("g++", "-std=c++20", "-E", "-P", f"-I{INCLUDE}", HELLO)
    lines = sum(1 for line in output if line.strip())
    if status != 0 or lines > MOST_LINES:
        return [f"hello.cpp is {lines} lines to the compiler; the limit is {MOST_LINES}."]
    return []


def main():
    names = list(headers())
    tasks = [(compiler, header) for header in names for compiler in COMPILERS]
    failures = [(f"{header} does not compile alone, {compiler}", output)
                for (compiler, header), (status, output) in each(compiles_alone, tasks)
                if status != 0 or output]
    if found := forbidden_includes(names):
        failures.append(("includes what it must not", found))
    if complaint := hello_is_short():
        failures.append(("hello.cpp has grown", complaint))
    if calls := unqualified_calls():
        failures.append(("calls that are not qualified", calls))
    return report(failures, len(tasks) + 3)


if __name__ == "__main__":
    sys.exit(main())
