#!/usr/bin/env python3
"""Compares the code that docs/ shows with the examples it is taken from, and looks for what the pages name.

    tests/docs/check_docs.py [--root FOLDER]            status 1 if a page differs or names what does not exist
    tests/docs/check_docs.py --write [--root FOLDER]    copies the code into the pages

A page names its source before a block of C++:

    <!-- examples/guide/requests.cpp [args] -->
    ```cpp
    ...

and the source has the part between two lines `// [args]`. Without a name it is the whole file. Every block
of C++ has such a line, blocks of other languages may, and every part of a source is shown on some page.

Links to files and paths of this repository in backticks exist, also those in CONTRIBUTING.md and
docs/decisions. A path that begins with a folder of PLANNED or contains a placeholder (NAME, <name>, *, ...)
is not looked for.
"""

import argparse
import pathlib
import re
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"(?:(?:<!-- (?P<source>\S+)(?: \[(?P<part>\w+)\])? -->\n)```\w*|```cpp)\n(?P<code>.*?)```\n", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)")
FENCED = re.compile(r"^(```+).*?^\1", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`]+)`")
PATH = re.compile(r"(?<![\w./~-])(?:core|sdk|tests|tools|docs|examples|extensions|bench|fuzz|cmake)/[\w./+-]*")
PLACEHOLDER = re.compile(r"[*<>{}\[]|\.\.\.|\b[A-Z][A-Z_]+\b(?!\.)")
# extensions/ is the folder of an app in pages for users, and a folder of this repository later.
PLANNED = ("extensions/",)
MARK = re.compile(r"^ *// \[(\w+)\]\n", re.MULTILINE)


def part_of(source, name):
    """The lines between the marks, moved to the left; None if there is no such part."""
    text = source.read_text()
    if name is None:
        return MARK.sub("", text)
    found = re.search(rf"^ *// \[{name}\]\n(.*?)^ *// \[{name}\]\n", text, re.DOTALL | re.MULTILINE)
    return textwrap.dedent(found[1]) if found else None


class Pages:
    def __init__(self, root):
        self.root = root
        self.pages = [root / "README.md", *sorted((root / "docs").glob("*.md"))]
        self.records = [page for page in [root / "CONTRIBUTING.md", *sorted((root / "docs/decisions").glob("*.md"))]
                        if page.exists()]
        self.problems = []
        self.shown = set()
        self.blocks = 0

    def check_block(self, page, block):
        """The code that the block has to show, or None if its source is not known."""
        self.blocks += 1
        if block["source"] is None:
            self.problems.append(f"{page}: a block of C++ does not name its source.")
            return None
        source = self.root / block["source"]
        code = part_of(source, block["part"]) if source.is_file() else None
        if code is None:
            self.problems.append(f"{page}: there is no part [{block['part']}] in {block['source']}.")
            return None
        self.shown.add((source, block["part"]))
        if code != block["code"]:
            self.problems.append(f"{page}: {block['source']} [{block['part']}] differs.")
        return code

    def check_links(self, page, text):
        for target in LINK.findall(text):
            if not (page.parent / target).exists():
                self.problems.append(f"{page.relative_to(self.root)}: there is no {target}.")

    def check_paths(self, page, text):
        for span in SPAN.findall(FENCED.sub("", text)):
            for word in span.split():
                path = PATH.match(word)
                if path is None or PLACEHOLDER.search(word) or word.startswith(PLANNED):
                    continue
                if not (self.root / path[0].rstrip(".")).exists():
                    self.problems.append(f"{page.relative_to(self.root)}: there is no {path[0]}.")

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
            self.check_paths(page, text)
            if write and new != text:
                page.write_text(new)
        for page in self.records:
            self.check_links(page, page.read_text())
            self.check_paths(page, page.read_text())
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
    print(f"{len(pages.pages) + len(pages.records)} pages, {pages.blocks} blocks of code, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
