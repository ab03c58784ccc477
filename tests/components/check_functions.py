#!/usr/bin/env python3
"""Keeps functions short: measures every function of core/ and sdk/, tests not counted.

    tests/components/check_functions.py [ROOT]

Of all functions 99 in 100 have at most 30 lines, and none has more than 70; the first and the last
line count. A lambda belongs to the function around it. Prints the functions over the limits, and
ends with status 1 if a limit does not hold.
"""

import dataclasses
import math
import pathlib
import re
import sys

import check_components

MOST_LINES = 30  # of 99 functions in 100
MAX_LINES = 70  # of any
FOLDERS = ("core/", "sdk/")
# Parts of tests, and what `carboy new` writes.
NOT_COUNTED = re.compile(r"_test\.cpp$|^core/\w+/(testing|fixtures)/|^sdk/scaffold/")

# A preprocessor line with its continuations; its braces need not match.
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.)*", re.MULTILINE | re.DOTALL)
SCOPE = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b")
# `template <class T>` and `enable_if<...>` say nothing of what follows.
ANGLES = re.compile(r"<[^<>;{}]*>")
# An initializer, but no comparison and no operator: `x = {`, `auto f = [](int) {`.
ASSIGNMENT = re.compile(r"(?<![=!<>+\-*/%&|^])=(?!=)")
OPERATOR = re.compile(r"\boperator\s*(?:\(\s*\)|[^\s\w(]+|\s\w+)")
PARENTHESES = re.compile(r"\([^()]*\)")
SPECIFIER = re.compile(r"\b(alignas|__attribute__|noexcept|requires)\s*\0")
NEXT = re.compile(r"[{};]|(?:public|private|protected)\s*:(?!:)")


@dataclasses.dataclass(frozen=True)
class Function:
    path: str
    line: int
    lines: int
    head: str


def matching(code, begin):
    """The place of the brace that closes the one at `begin`."""
    depth = 0
    for match in re.finditer(r"[{}]", code[begin:]):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return begin + match.start()
    raise ValueError("a brace is not closed")


def without(pattern, text, instead):
    """Replaces matches, from the inside out."""
    while pattern.search(text):
        text = pattern.sub(instead, text)
    return text


def kind(head):
    """What a `{` after this text opens: scope, function, member (of an initializer list) or value."""
    flat = without(ANGLES, OPERATOR.sub("operator", head), " ")
    flat = SPECIFIER.sub(" ", without(PARENTHESES, flat, "\0"))
    if ASSIGNMENT.search(flat) or "(" in flat:
        return "value"
    if "\0" in flat:
        after = flat.partition("\0")[2]
        initializers = re.search(r"(?<!:):(?!:)(.*)", after, re.DOTALL)
        return "member" if initializers and re.search(r"\w\s*$", initializers[1]) else "function"
    return "scope" if SCOPE.search(flat) or not flat.strip() else "value"


def functions_in(path, code):
    """Every function with a body that is not inside another function."""
    code = DIRECTIVE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), code)
    at = head_begin = 0
    while found := NEXT.search(code, at):
        at = found.end()
        if found[0] == ";" and code.count("(", head_begin, at) > code.count(")", head_begin, at):
            continue
        head = code[head_begin:found.start()]
        opened = kind(head) if found[0] == "{" else "scope"
        if opened != "scope":
            at = matching(code, found.start()) + 1
        if opened == "function":
            begin = head_begin + len(head) - len(head.lstrip())
            yield Function(path, code.count("\n", 0, begin) + 1, code.count("\n", begin, at) + 1, " ".join(head.split()))
        if opened in ("scope", "function"):
            head_begin = at


def functions_of(tree):
    for source in tree.sources():
        if source.path.startswith(FOLDERS) and not NOT_COUNTED.search(source.path):
            yield from functions_in(source.path, source.code)


def judge(functions):
    """(verdict in words, functions to shorten); none of the latter means that the limits hold."""
    functions = sorted(functions, key=lambda function: -function.lines)
    if not functions:
        return "no functions", []
    percentile = functions[len(functions) - math.ceil(len(functions) * 0.99)].lines
    wrong = [function for function in functions if function.lines > MAX_LINES]
    if percentile > MOST_LINES:
        wrong = [function for function in functions if function.lines > MOST_LINES]
    return f"{len(functions)} functions, p99 {percentile} lines, longest {functions[0].lines} lines", wrong


def main(arguments):
    if arguments and arguments[0] in ("-h", "--help"):
        print(__doc__.strip())
        return 0
    tree = check_components.Tree(arguments[0] if arguments else pathlib.Path(__file__).resolve().parents[2])
    verdict, wrong = judge(functions_of(tree))
    for function in wrong:
        print(f"{function.path}:{function.line}: {function.lines} lines: {function.head[:100]}")
    print(verdict)
    return 1 if wrong or verdict == "no functions" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
