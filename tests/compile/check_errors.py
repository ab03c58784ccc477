#!/usr/bin/env python3
"""Compiles wrong programs and looks for the name of the error among the first lines that the
compiler says, together with the line of the author's file.

    tests/compile/check_errors.py [FILE.cpp]...

Without files: all of tests/compile/bad. A file begins with
    // error: NAME              what has to be said
    // mentions: TEXT           what has to be said beside it (a type); optional
and has "// here" behind the line that is to be named.
"""

import pathlib
import re
import sys
import tempfile

from compilers import COMPILERS, Prepared, check_syntax, each, report

FOLDER = pathlib.Path(__file__).resolve().parent / "bad"
# An author reads the first 15. Where carboy.h was compiled beforehand, as it is here, g++ does not say
# which line of the author's includes it.
FIRST_LINES = 14


def expected(source):
    """(name, text or None, number of the line) from a file."""
    lines = source.read_text().splitlines()
    name = re.fullmatch(r"// error: (\w+)", lines[0])
    here = [number for number, line in enumerate(lines, 1) if line.endswith("// here")]
    if name is None or len(here) != 1:
        raise SystemExit(f'{source}: it begins with "// error: NAME" and has one line "// here".')
    mentions = re.fullmatch(r"// mentions: (.+)", lines[1])
    return name[1], mentions[1] if mentions else "", here[0]


def judge(source, status, output):
    """What is wrong with what a compiler said about a wrong program; None when nothing is."""
    name, mentions, here = expected(source)
    # Without the lines of source that compilers show: the name has to be in a message.
    first = [line for line in output[:FIRST_LINES] if re.match(r"\S+\.(h|ipp|cpp):", line)]
    if status == 0:
        return f"compiles, and should not: {name}"
    if not any(name in line for line in first):
        return f"{name} is not said in the first {FIRST_LINES} lines"
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
