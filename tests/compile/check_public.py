#!/usr/bin/env python3
"""Checks that the public headers of the SDK are written for authors.

    tests/compile/check_public.py [ROOT]

At least 30 % of their lines are comments, each of them has a thread rule, and nothing in carboy/detail
is named by the examples, the documentation or the scaffolds.
"""

import pathlib
import re
import sys

LEAST_SHARE = 0.30
# A header of more lines than this reaches the share by itself.
SHORT = 40
# Headers that only include others.
UMBRELLAS = {"carboy.h", "testing.h"}
MACHINERY = re.compile(r"carboy/(?:testing/)?detail/|\b(?:carboy::)?(?:testing::)?detail::")


def public_headers(root):
    """The headers that authors include: not those of the boundary, and none in a folder detail."""
    include = root / "sdk/include/carboy"
    return sorted([*include.glob("*.h"), *include.glob("testing/*.h")])


def count(text):
    """(lines that are only a comment, lines that are not blank)."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return sum(line.startswith("//") for line in lines), len(lines)


def judge_headers(texts):
    """What is wrong with the headers: {name: text} -> list of sentences."""
    wrong = []
    all_comments = all_lines = 0
    for name, text in texts.items():
        comments, lines = count(text)
        all_comments += comments
        all_lines += lines
        if lines > SHORT and comments < LEAST_SHARE * lines:
            wrong.append(f"{name}: {comments} of {lines} lines are comments; {LEAST_SHARE:.0%} are needed.")
        if pathlib.PurePath(name).name not in UMBRELLAS and "Thread rule:" not in text:
            wrong.append(f"{name}: it has no thread rule.")
    if all_comments < LEAST_SHARE * all_lines:
        wrong.append(f"The public headers: {all_comments} of {all_lines} lines are comments; "
                     f"{LEAST_SHARE:.0%} are needed.")
    return wrong


def code_of_page(text):
    """The code blocks of a page, other lines blank so that line numbers stay."""
    is_code, lines = False, []
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            is_code = not is_code
            line = ""
        lines.append(line if is_code else "")
    return "\n".join(lines)


def named_machinery(texts):
    """Where code for authors names carboy/detail: {name: code} -> list of sentences."""
    return [f"{name}:{number}: it names the machinery of the SDK: {line.strip()}"
            for name, text in texts.items()
            for number, line in enumerate(text.splitlines(), 1) if MACHINERY.search(line)]


def code_for_authors(root):
    files = [path for folder in ("examples", "sdk/scaffold") for path in sorted((root / folder).rglob("*"))
             if path.suffix in (".h", ".cpp", ".in")]
    pages = [root / "README.md", *sorted((root / "docs").glob("*.md"))]
    return {**{str(path.relative_to(root)): path.read_text() for path in files},
            **{str(page.relative_to(root)): code_of_page(page.read_text()) for page in pages}}


def main(arguments):
    root = pathlib.Path(arguments[0]).resolve() if arguments else pathlib.Path(__file__).resolve().parents[2]
    headers = {str(path.relative_to(root)): path.read_text() for path in public_headers(root)}
    code = code_for_authors(root)
    wrong = judge_headers(headers) + named_machinery(code)
    for sentence in wrong:
        print(sentence)
    print(f"{len(headers)} headers and {len(code)} files of code checked, {len(wrong)} mistakes")
    return 1 if wrong or not headers or not code else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
