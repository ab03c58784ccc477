#!/usr/bin/env python3
"""Compares the boundary (sdk/include/carboy/abi) with the frozen lists of its slots (sdk/abi).

    tests/abi/slots.py [--root FOLDER]            status 1 for anything but additions at an end
    tests/abi/slots.py --write [--root FOLDER]    writes the list of the version in types.h
    tests/abi/slots.py --probe FILE               writes a test that asks the compiler for each slot

There is a list for each minor version, sdk/abi/MAJOR.MINOR.txt. What one of them says holds for ever:
a binary that was built then calls the fifth function of an interface by its number. Functions of an
interface, fields of a table and values of an enumeration may be added after the last one, and raise
the minor version. A list that was released is never written again.
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


def check(folder, blocks, version):
    """Prints what is wrong; the status of the program."""
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
            print(f"These are additions: the minor version must rise (kSdkMinor in types.h is {minor}), "
                  "with a list of its own.")
    if max(lists) != minor:
        print(f"types.h says SDK {major}.{minor}; the newest list is {lists[max(lists)].name}. "
              "Write one: tests/abi/slots.py --write")
        status = 1
    return status


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=pathlib.Path, default=ROOT)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--probe", type=pathlib.Path)
    options = parser.parse_args(arguments)
    folder = options.root / "sdk/abi"
    if options.probe:
        newest = max(folder.glob("*.txt"), key=lambda path: [int(n) for n in path.stem.split(".")])
        options.probe.write_text(probe_source(from_text(newest.read_text())))
        return 0
    try:
        blocks, version = read_headers(options.root / "sdk/include/carboy/abi")
    except Wrong as error:
        print(error)
        return 1
    if options.write:
        name = f"{version[0]}.{version[1]}"
        (folder / f"{name}.txt").write_text(to_text(blocks, name))
        return 0
    return check(folder, blocks, version)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
