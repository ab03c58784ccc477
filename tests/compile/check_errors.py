#!/usr/bin/env python3
"""Compiles wrong programs, and looks in the first lines of the compiler's output for the name of the
error and for the line of the author's file.

    tests/compile/check_errors.py [FILE.cpp]...

Without files it compiles all of tests/compile/bad. A file begins with
    // error: NAME              the name that the compiler must print
    // mentions: TEXT           what it must print as well, such as a type; optional
and has "// here" at the end of the line that it must name.
"""

import pathlib
import re
import sys
import tempfile

from compilers import COMPILERS, Prepared, check_syntax, each, report

FOLDER = pathlib.Path(__file__).resolve().parent / "bad"
# An author reads the first 15. If carboy.h was compiled beforehand, as it is here, g++ does not print
# the line that includes it.
FIRST_LINES = 14


def expected(source):
    """Returns (name, text or None, number of the line) of a file."""
    lines = source.read_text().splitlines()
    name = re.fullmatch(r"// error: (\w+)", lines[0])
    here = [number for number, line in enumerate(lines, 1) if line.endswith("// here")]
    if name is None or len(here) != 1:
        raise SystemExit(f'{source}: it must begin with "// error: NAME" and have one line "// here".')
    mentions = re.fullmatch(r"// mentions: (.+)", lines[1])
    return name[1], mentions[1] if mentions else "", here[0]


def judge(source, status, output):
    """Returns what is wrong with the output of a compiler for a wrong program, or None."""
    name, mentions, here = expected(source)
    # The lines of source that compilers show do not count: the name must be in a message.
    first = [line for line in output[:FIRST_LINES] if re.match(r"\S+\.(h|ipp|cpp):", line)]
    if status == 0:
        return f"compiles, and should not: {name}"
    if not any(name in line for line in first):
        return f"{name} is not in the first {FIRST_LINES} lines"
    if not any(f"{source.name}:{here}:" in line for line in first):
        return f"line {here} is not named in the first {FIRST_LINES} lines"
    if not any(mentions in line.split("': ")[-1] for line in first):
        return f'"{mentions}" is not mentioned in the first {FIRST_LINES} lines'
    return None


def main(arguments):
    sources = [pathlib.Path(name) for name in arguments] or sorted(FOLDER.glob("*.cpp"))
    tasks = [(compiler, source) for source in sources for compiler in COMPILERS]
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        headers = {}
        for compiler in COMPILERS:
            own = pathlib.Path(folder, compiler)
            own.mkdir()
            headers[compiler] = Prepared(compiler, own)

        def check(compiler, source):
            status, output = check_syntax(compiler, source, *headers[compiler].flags)
            return judge(source, status, output), output

        for (compiler, source), (problem, output) in each(check, tasks):
            if problem:
                failures.append((f"{source.name}, {compiler}: {problem}", output))
    return report(failures, len(tasks))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
