#!/usr/bin/env python3
"""Compares the boundary (sdk/include/carboy/abi) with the frozen lists of its slots (sdk/abi).

    tests/abi/slots.py [--root FOLDER]            status 1 for anything but additions at an end
    tests/abi/slots.py --write [--root FOLDER]    adds to the list of the version in types.h
    tests/abi/slots.py --probe FILE               writes a test that asks the compiler for each slot

There is a list for each minor version, sdk/abi/MAJOR.MINOR.txt. What one of them says holds for ever:
a binary that was built then calls the fifth function of an interface by its number. Functions of an
interface, fields of a table and values of an enumeration may be added after the last one. They raise
the minor version, unless CHANGELOG.md does not have that version yet. --write refuses everything
else, and never writes a list that was released.
"""

import argparse
import pathlib
import re
import sys

from headers import Block, Wrong, read_headers
from probe import probe_source

ROOT = pathlib.Path(__file__).resolve().parents[2]
INTRODUCTION = """\
# What crosses between host and extension in SDK {version}: every interface with its functions in the
# order of their slots, every struct with its fields, every enumeration with its values.
# Written by tests/abi/slots.py --write, and compared by a test: see there.
"""


def to_text(blocks, version):
    lines = [INTRODUCTION.format(version=version)]
    for block in blocks:
        lines.append(block.title)
        for number, line in enumerate(block.lines):
            lines.append(f"  {number:2} {line}" if block.kind == "interface" else f"  {line}")
        lines.append("")
    return "\n".join(lines)


def from_text(text):
    blocks = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("  "):
            blocks[-1].lines.append(re.sub(r"^ +(\d+ )?", "", line))
        else:
            kind, name = re.match(r"(\w+) (?:[\w:]+\* )?(\w+)", line).groups()
            blocks.append(Block(kind, name, line, []))
    return blocks


def compare(frozen, now):
    """(breaches, additions) of the headers against a list, as sentences."""
    breaches, additions = [], []
    by_name = {block.name: block for block in now}
    for old in frozen:
        new = by_name.pop(old.name, None)
        if new is None:
            breaches.append(f"{old.title} is gone.")
        elif new.title != old.title:
            breaches.append(f"{old.title} has become {new.title}.")
        else:
            compare_lines(old, new, breaches, additions)
    additions += [f"{block.title} is new." for block in by_name.values()]
    return breaches, additions


def compare_lines(old, new, breaches, additions):
    for number, line in enumerate(old.lines):
        if number >= len(new.lines):
            breaches.append(f"{old.title}: number {number}, {line}, is gone.")
            return
        if new.lines[number] != line:
            breaches.append(f"{old.title}: number {number} was {line}; now it is {new.lines[number]}.")
            return
    for line in new.lines[len(old.lines):]:
        if old.grows:
            additions.append(f"{old.title} has got {line}.")
        else:
            breaches.append(f"{old.title} cannot grow, and has got {line}.")


def is_released(root, version):
    """Whether CHANGELOG.md has a section of the version, such as "## [1.0.0] - 2027-02-01"."""
    changes = root / "CHANGELOG.md"
    heading = rf"^## \[?{version[0]}\.{version[1]}\."
    return changes.exists() and re.search(heading, changes.read_text(), re.MULTILINE) is not None


def check(root, blocks, version):
    """Prints what is wrong; the status of the program."""
    folder = root / "sdk/abi"
    major, minor = version
    lists = {int(path.stem.split(".")[1]): path for path in folder.glob(f"{major}.*.txt")}
    if not lists:
        print(f"There is no list of SDK {major} in {folder}. Write it: tests/abi/slots.py --write")
        return 1
    status = 0
    for known, path in sorted(lists.items()):
        breaches, additions = compare(from_text(path.read_text()), blocks)
        for breach in breaches:
            print(f"{path.name}: {breach}")
        if breaches:
            print(f"A binary built against SDK {major}.{known} would break. Add at the end, or make a "
                  "new interface beside the old one.")
            status = 1
        elif known == minor and additions:
            print("\n".join(additions))
            status = 1
            if is_released(root, version):
                print(f"These are additions to a released version: the minor version must rise (kSdkMinor in "
                      f"types.h is {minor}), with a list of its own.")
            else:
                print(f"{path.name} does not have these additions yet: tests/abi/slots.py --write")
    if max(lists) != minor:
        print(f"types.h says SDK {major}.{minor}; the newest list is {lists[max(lists)].name}. "
              "Write one: tests/abi/slots.py --write")
        status = 1
    return status


def write(root, blocks, version):
    """Writes the list, if it only gets longer; the status of the program."""
    name = f"{version[0]}.{version[1]}"
    path = root / f"sdk/abi/{name}.txt"
    if path.exists():
        breaches, additions = compare(from_text(path.read_text()), blocks)
        if additions and is_released(root, version):
            breaches.append(f"SDK {name} is released, so its list is never written again.")
        if breaches:
            print("\n".join(breaches))
            return 1
    path.write_text(to_text(blocks, name))
    return 0


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=pathlib.Path, default=ROOT)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--probe", type=pathlib.Path)
    options = parser.parse_args(arguments)
    if options.probe:
        newest = max((options.root / "sdk/abi").glob("*.txt"), key=lambda path: [int(n) for n in path.stem.split(".")])
        options.probe.write_text(probe_source(from_text(newest.read_text())))
        return 0
    try:
        blocks, version = read_headers(options.root / "sdk/include/carboy/abi")
    except Wrong as error:
        print(error)
        return 1
    return (write if options.write else check)(options.root, blocks, version)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
