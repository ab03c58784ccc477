#!/usr/bin/env python3
"""Checks that docs/internals.md names functions where they are.

    tests/docs/check_internals.py [--root FOLDER]

Each row of its tables has a file and the functions that the reader looks for there. A function `Class::name` must be
defined in that file as a member of that class, a function `name` must be defined or declared there. Ends with status 1
if one is not.
"""

import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\|[^|]*\| `(?P<file>[^`|]+)` \| (?P<functions>`[^|]+`) \|$", re.MULTILINE)
LEAST_ROWS = {"## A request": 20, "## A start": 4, "## A swap": 5}


def defines(text, function):
    """Whether a source defines `function`, with its class if one is named."""
    owner, _, name = function.rpartition("::")
    if owner:
        return re.search(rf"\b{re.escape(owner)}::{re.escape(name)}\(", text) is not None
    return re.search(rf"^(?!\s*(?:return|if|while)\b)[^\n/]*\s[&*]?{re.escape(name)}\(", text, re.MULTILINE) is not None


def problems_of(page, root):
    for heading, least in LEAST_ROWS.items():
        section = page.partition(heading + "\n")[2].partition("\n## ")[0]
        rows = len(ROW.findall(section))
        if rows < least:
            yield f"docs/internals.md: \"{heading}\" has {rows} rows with a file and functions; {least} are expected."
    for row in ROW.finditer(page):
        file = root / row["file"]
        if not file.is_file():
            yield f"docs/internals.md: there is no {row['file']}."
            continue
        text = file.read_text()
        for function in re.findall(r"`([^`]+)`", row["functions"]):
            if not defines(text, function):
                yield f"docs/internals.md: {row['file']} does not define {function}."


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--root", type=pathlib.Path, default=ROOT)
    root = parser.parse_args().root.resolve()
    page = (root / "docs/internals.md").read_text()
    problems = list(problems_of(page, root))
    for problem in problems:
        print(problem)
    print(f"{len(ROW.findall(page))} rows, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
