#!/usr/bin/env python3
"""Checks that every test named in docs/http-conformance.md exists.

    tests/http/check_page.py [PAGE]     prints a line for each missing test; exits with 1 if there are any
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAME = re.compile(r"`([A-Za-z_]+(?:\.\w+)+|\w+_fuzz)`")
ROW = re.compile(r"^\| (.+?) \| (.*?) \| (.*) \|$", re.MULTILINE)


def wire_cases():
    for source in (ROOT / "tests/http").glob("*_cases.cpp"):
        yield from re.findall(r'\{"(\w+)",\s*"91', source.read_text())
    for what in re.findall(r'\{"([^"]+)",', (ROOT / "core/server/testing/bad_requests.h").read_text()):
        yield "refused_" + re.sub(r"[^A-Za-z0-9]", "_", what)


def tests():
    """Yields every name that the page may use."""
    for case in wire_cases():
        yield "Wire." + case
    for folder in ("core", "tests"):
        for source in (ROOT / folder).rglob("*_test.cpp"):
            for suite, name in re.findall(r"^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", source.read_text(), re.MULTILINE):
                yield f"{suite}.{name}"
    for source in (ROOT / "tests/system").glob("*_test.py"):
        suite = ""
        for line in source.read_text().splitlines():
            if found := re.match(r"class (\w+)", line):
                suite = found.group(1)
            elif found := re.match(r"    def (test_\w+)", line):
                yield f"{source.stem}.{suite}.{found.group(1)}"
    for source in (ROOT / "fuzz").glob("*_fuzz.cpp"):
        yield source.stem


def main():
    page = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/http-conformance.md"
    known, wrong, rows, named = set(tests()), [], 0, 0
    for requirement, _, names in ROW.findall(page.read_text()):
        if requirement == "requirement" or set(requirement) <= set("-"):
            continue
        rows += 1
        found = NAME.findall(names)
        named += len(found)
        wrong += [f"there is no test {name}" for name in found if name not in known]
        if not found:
            wrong.append(f"no test for \"{requirement}\"")
    for line in wrong:
        print(f"{page.name}: {line}")
    if not rows or not named:
        print(f"{page.name} has no table of requirements.")
        return 1
    print(f"{rows} requirements, {named} tests named, {len(wrong)} mistakes")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
