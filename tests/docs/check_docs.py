#!/usr/bin/env python3
"""Compares the code that docs/ shows with the examples it is taken from, which are built and tested.

    tests/docs/check_docs.py [--root FOLDER]            status 1 when a page shows something else
    tests/docs/check_docs.py --write [--root FOLDER]    copies the code into the pages

A page names its source before a block of C++:

    <!-- examples/guide/requests.cpp [args] -->
    ```cpp
    ...

and the source has the part between two lines `// [args]`. Without a name it is the whole file. Every block
of C++ has such a line, blocks of other languages may, and every part of a source is shown somewhere. Links to
files are followed.
"""

import argparse
import pathlib
import re
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"(?:(?:<!-- (?P<source>\S+)(?: \[(?P<part>\w+)\])? -->\n)```\w*|```cpp)\n(?P<code>.*?)```\n", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)")
MARK = re.compile(r"^ *// \[(\w+)\]\n", re.MULTILINE)


def part_of(source, name):
    """The lines between the marks, moved to the left; None when there is no such part."""
    text = source.read_text()
    if name is None:
        return MARK.sub("", text)
    found = re.search(rf"^ *// \[{name}\]\n(.*?)^ *// \[{name}\]\n", text, re.DOTALL | re.MULTILINE)
    return textwrap.dedent(found[1]) if found else None


class Pages:
    def __init__(self, root):
        self.root = root
        self.pages = [root / "README.md", *sorted((root / "docs").glob("*.md"))]
        self.problems = []
        self.shown = set()
        self.blocks = 0

    def check_block(self, page, block):
        """What the block should say, or None when that is not known."""
        self.blocks += 1
        if block["source"] is None:
            self.problems.append(f"{page}: a block of C++ does not say where it is taken from.")
            return None
        source = self.root / block["source"]
        code = part_of(source, block["part"]) if source.is_file() else None
        if code is None:
            self.problems.append(f"{page}: there is no part [{block['part']}] in {block['source']}.")
            return None
        self.shown.add((source, block["part"]))
        if code != block["code"]:
            self.problems.append(f"{page}: {block['source']} [{block['part']}] says something else.")
        return code

    def check_links(self, page, text):
        for target in LINK.findall(text):
            if not (page.parent / target).exists():
                self.problems.append(f"{page.relative_to(self.root)}: there is no {target}.")

    def check_parts_are_shown(self):
        for source in {source for source, part in self.shown if part}:
            for name in sorted(set(MARK.findall(source.read_text()))):
                if (source, name) not in self.shown:
                    self.problems.append(f"{source.relative_to(self.root)}: no page shows [{name}].")

    def run(self, write):
        for page in self.pages:
            text = page.read_text()
            name = page.relative_to(self.root)

            def replaced(block):
                code = self.check_block(name, block)
                if code is None:
                    return block[0]
                begin, end = (place - block.start() for place in block.span("code"))
                return block[0][:begin] + code + block[0][end:]

            new = BLOCK.sub(replaced, text)
            self.check_links(page, text)
            if write and new != text:
                page.write_text(new)
        self.check_parts_are_shown()
        return self.problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--write", action="store_true", help="copy the code into the pages")
    parser.add_argument("--root", type=pathlib.Path, default=ROOT)
    arguments = parser.parse_args()
    pages = Pages(arguments.root.resolve())
    problems = pages.run(arguments.write)
    if arguments.write:
        problems = Pages(arguments.root.resolve()).run(False)
    for problem in problems:
        print(problem)
    print(f"{len(pages.pages)} pages, {pages.blocks} blocks of code, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
