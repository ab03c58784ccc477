#!/usr/bin/env python3
"""Looks for the retired words of docs/glossary.md in every text file of the repository.

    tests/docs/check_glossary.py [--root FOLDER] [--summary]

Prints a line for each place, and ends with status 1 if there is one. --summary counts the places of
each folder instead.

The page has a table of regular expressions under "Retired words". They are matched without regard
to case, at the beginnings and ends of words; the parts of a name in snake_case or CamelCase are
words, too. A blank in an expression matches any space, also the end of a line with the comment
mark of the next one.

tests/docs/glossary_exceptions.txt lists the places that may keep a retired word.
"""

import argparse
import bisect
import collections
import dataclasses
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
GLOSSARY = "docs/glossary.md"
EXCEPTIONS = "tests/docs/glossary_exceptions.txt"
HEADING = "## Retired words"
# Frozen interfaces, binary fixtures, bytes for parsers, and the two files that name retired words.
EXCLUDED_FOLDERS = ["sdk/include/carboy/abi/", "sdk/abi/", "tests/abi/fixtures/", "fuzz/corpus/"]
EXCLUDED_FILES = {"LICENSE", EXCEPTIONS}
NOT_SOURCE = {".git", "build", "node_modules", ".carboy", "__pycache__"}

CODE = re.compile(r"`([^`]+)`")
# Where a name in CamelCase has a new word: before the capital of "aB", and of "ABc" before "Bc".
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
GAP = r"(?:[ \t]+|[ \t]*\n[ \t]*(?:(?://+|\#+|\*+|>|-)[ \t]*)?)"


@dataclasses.dataclass(frozen=True)
class Retired:
    expression: str
    instead: str

    def pattern(self):
        return re.compile(rf"\b(?:{self.expression.replace(' ', GAP)})\b", re.IGNORECASE)


def retired_words(page):
    """The rows of the page's last table; a cell may hold several expressions in backticks."""
    rows = []
    for line in page.partition(HEADING)[2].splitlines():
        if not line.startswith("| `"):
            continue
        # A bar inside an expression is written as \|, as Markdown demands.
        cells = [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        rows += [Retired(expression, cells[1]) for expression in CODE.findall(cells[0])]
    return rows


class Text:
    """A file with the words of its names apart; line numbers stay."""

    def __init__(self, text):
        self.apart = HUMP.sub(" ", text.replace("_", " "))
        self.lines = text.split("\n")
        self.ends = [match.start() for match in re.finditer("\n", self.apart)]

    def places(self, pattern):
        """(line number, line) of each match."""
        for match in pattern.finditer(self.apart):
            number = bisect.bisect_left(self.ends, match.start())
            yield number + 1, self.lines[number].strip()


class Tree:
    def __init__(self, root):
        self.root = root

    def files(self):
        """What git tracks; in an archive, where there is no git, everything but the folders of builds."""
        paths = self._tracked() if (self.root / ".git").exists() else None
        if paths is None:
            every = (path.relative_to(self.root) for path in self.root.rglob("*"))
            paths = [path.as_posix() for path in every if not NOT_SOURCE.intersection(path.parts)]
        return sorted(path for path in set(paths)
                      if path not in EXCLUDED_FILES and not path.startswith(tuple(EXCLUDED_FOLDERS)))

    def _tracked(self):
        """What git tracks or would track; None when git cannot tell."""
        command = ["git", "-C", self.root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        try:
            listed = subprocess.run(command, capture_output=True, check=True).stdout.decode()
        except (OSError, subprocess.CalledProcessError):
            return None
        return [path for path in listed.split("\0") if path]

    def text(self, path):
        """The file's text; None for a binary file or a link."""
        file = self.root / path
        if file.is_symlink() or not file.is_file():
            return None
        data = file.read_bytes()
        if b"\0" in data:
            return None
        text = data.decode("utf-8", errors="replace")
        return text.partition(HEADING)[0] if path == GLOSSARY else text


class Exceptions:
    """Lines of `path  text  reason`, with two blanks between: lines of the file that have the text may stay."""

    def __init__(self, text):
        self.problems = []
        self.unused = {}
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            path, _, rest = line.partition("  ")
            quote, _, reason = rest.strip().partition("  ")
            if reason.strip():
                self.unused[path, quote] = number
            else:
                self.problems.append((EXCEPTIONS, number, f"{path} has no reason"))
        self.all = list(self.unused)

    def allow(self, path, line):
        for excepted, quote in self.all:
            if path == excepted and quote in line:
                self.unused.pop((excepted, quote), None)
                return True
        return False

    def left_over(self):
        for (path, quote), number in self.unused.items():
            yield EXCEPTIONS, number, f'{path} has no retired word in a line with "{quote}"'


def patterns_of(words):
    """(pairs of word and pattern, problems)."""
    pairs, problems = [], []
    for word in words:
        try:
            pairs.append((word, word.pattern()))
        except re.error as error:
            problems.append((GLOSSARY, 0, f"`{word.expression}` is not a regular expression: {error}"))
    return pairs, problems


def places(path, text, pairs):
    """(line, text of the line, word) for each retired word of a file, in order; line 0 is its name."""
    name, content = Text(path), Text(text)
    found = [(0, path, word) for word, pattern in pairs if any(name.places(pattern))]
    found += [(number, line, word) for word, pattern in pairs for number, line in content.places(pattern)]
    return sorted(found, key=lambda place: place[0])


def findings(root):
    """(path, line, words) for each retired word."""
    tree = Tree(root)
    page = root / GLOSSARY
    words = retired_words(page.read_text()) if page.is_file() else []
    if not words:
        yield GLOSSARY, 0, f'there is no table of regular expressions under "{HEADING}"'
    pairs, problems = patterns_of(words)
    exceptions = Exceptions(tree.text(EXCEPTIONS) or "")
    yield from problems + exceptions.problems
    for path in tree.files():
        text = tree.text(path)
        for number, line, word in places(path, text, pairs) if text is not None else []:
            if not exceptions.allow(path, line):
                yield path, number, f"`{word.expression}`, better {word.instead}: {line[:120]}"
    yield from exceptions.left_over()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--root", type=pathlib.Path, default=ROOT)
    parser.add_argument("--summary", action="store_true", help="count the places of each folder")
    arguments = parser.parse_args()
    found = list(findings(arguments.root.resolve()))
    if arguments.summary:
        folders = collections.Counter("/".join(path.split("/")[:2]) if "/" in path else path for path, _, _ in found)
        for folder, count in sorted(folders.items()):
            print(f"{count:5} {folder}")
    else:
        for path, line, words in found:
            print(f"{path}:{line}: {words}" if line else f"{path}: {words}")
    print(f"{len(found)} retired words")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
