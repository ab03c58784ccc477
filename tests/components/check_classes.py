#!/usr/bin/env python3
"""Keeps classes small: counts the member functions and the bool members of every class in core/.

    tests/components/check_classes.py [ROOT]

A class has at most 25 member functions (constructors, destructors and private ones included,
deleted and defaulted ones not) and at most 8 bool members. tests/components/large_classes.txt lists the
exceptions. Adapters in core/abi and classes for tests are not counted. Prints a line for each class
over a limit, and ends with status 1 if there is one.
"""

import dataclasses
import pathlib
import re
import sys

import check_components

MAX_FUNCTIONS = 25
MAX_FLAGS = 8
LARGE_CLASSES = "tests/components/large_classes.txt"

TOKENS = re.compile(r"[A-Za-z_]\w*|\d[\w.']*|::|->\*?|<<=|>>=|<=>|&&|\|\||[<>=!+\-*/%&|^]=|\+\+|--|\.\.\.|\S")
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
CLASS_KEYS = {"class", "struct", "union"}
# What may be followed by a parenthesis without being the name of a function.
NOT_NAMES = {"alignas", "decltype", "noexcept", "explicit", "requires", "__attribute__", "sizeof"}
CLOSING = {"(": ")", "[": "]", "{": "}"}


class SyntaxFault(Exception):
    """The parser does not understand a file; the message says where."""


@dataclasses.dataclass
class Class:
    name: str  # with its outer classes: Outer::Inner
    line: int
    functions: int = 0
    flags: int = 0


@dataclasses.dataclass
class Declaration:
    tokens: list  # up to the first parenthesis of a function, or all of a data member
    is_function: bool = False
    is_absent: bool = False  # deleted or defaulted


class Parser:
    """Finds the class definitions in the code of one file, without comments and literals."""

    def __init__(self, code):
        code = DIRECTIVE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), code)
        self.tokens = []
        self.lines = []
        for number, line in enumerate(code.split("\n"), 1):
            for match in TOKENS.finditer(line):
                self.tokens.append(match[0])
                self.lines.append(number)
        self.at = 0
        self.classes = []

    def parse(self):
        self.scope(None)
        if self.at < len(self.tokens):
            self.fail("a closing brace too many")
        return self.classes

    # The token at an offset; empty at the end.
    def peek(self, offset=0):
        at = self.at + offset
        return self.tokens[at] if at < len(self.tokens) else ""

    def fail(self, problem):
        line = self.lines[min(self.at, len(self.lines) - 1)] if self.lines else 0
        raise SyntaxFault(f"line {line}: {problem}")

    # Skips a balanced group in (), [] or {} that begins here.
    def skip_group(self):
        stack = [CLOSING[self.peek()]]
        self.at += 1
        while stack:
            token = self.peek()
            if not token:
                self.fail(f'no "{stack[-1]}"')
            if token in CLOSING:
                stack.append(CLOSING[token])
            elif token == stack[-1]:
                stack.pop()
            self.at += 1

    # Skips a balanced group in <> that begins here.
    def skip_angles(self):
        depth = 0
        while True:
            token = self.peek()
            if token in CLOSING:
                self.skip_group()
                continue
            if not token or token == ";":
                self.fail('no ">"')
            depth += {"<": 1, ">": -1}.get(token, 0)
            self.at += 1
            if depth == 0:
                return

    def skip_past(self, end):
        while self.peek() != end:
            if not self.peek():
                self.fail(f'no "{end}"')
            if self.peek() in CLOSING:
                self.skip_group()
            else:
                self.at += 1
        self.at += 1

    # Skips `requires (...)`, `requires Concept<T> && ...`.
    def skip_requirement(self):
        self.at += 1
        while True:
            if self.peek() == "(":
                self.skip_group()
            elif self.peek() == "requires":
                self.at += 1
                if self.peek() == "(":
                    self.skip_group()
                self.skip_group()
            else:
                self.skip_name()
            if self.peek() not in ("&&", "||"):
                return
            self.at += 1

    # Skips a qualified name with its template arguments.
    def skip_name(self):
        while True:
            self.at += 1
            if self.peek() == "<":
                self.skip_angles()
            if self.peek() != "::":
                return
            self.at += 1

    # The declarations up to the end of a class or namespace; `owner` is null for a namespace.
    def scope(self, owner):
        while self.peek() and self.peek() != "}":
            self.member(owner)

    def member(self, owner):
        token = self.peek()
        if token in ("public", "protected", "private") and self.peek(1) == ":":
            self.at += 2
        elif token == ";":
            self.at += 1
        elif token == "template":
            self.at += 1
            if self.peek() == "<":
                self.skip_angles()
        elif token == "requires":
            self.skip_requirement()
        elif token == "[" and self.peek(1) == "[":
            self.skip_group()
        elif token in ("using", "typedef", "static_assert", "concept"):
            self.skip_past(";")
        elif token == "friend":
            self.at += 1
            self.declaration()
        elif token == "inline" and self.peek(1) == "namespace":
            self.at += 1
        elif token == "namespace" or (token == "extern" and self.peek(1) == "{"):
            self.namespace()
        elif token == "enum":
            self.skip_past(";")
        elif token in CLASS_KEYS and self.class_begins():
            self.class_definition(owner)
        else:
            count(owner, self.declaration())

    def namespace(self):
        while self.peek() not in ("{", ";", ""):
            self.at += 1
        if self.peek() == "{":  # otherwise an alias
            self.at += 1
            self.scope(None)
            self.close()
        else:
            self.at += 1

    def close(self):
        if self.peek() != "}":
            self.fail('no "}"')
        self.at += 1

    # Whether a definition follows, not a declaration or a variable of that class.
    def class_begins(self):
        start = self.at
        try:
            while self.peek() not in ("{", ";", ":", "=", "(", ")", ""):
                if self.peek() == "<":
                    self.skip_angles()
                elif self.peek() == "[" or (self.peek() == "alignas" and self.peek(1) == "("):
                    self.at += self.peek() == "alignas"
                    self.skip_group()
                else:
                    self.at += 1
            return self.peek() in ("{", ":")
        finally:
            self.at = start

    def class_definition(self, owner):
        line = self.lines[self.at]
        self.at += 1
        name = ""
        while self.peek() not in ("{", ":"):
            if self.peek() == "<":
                self.skip_angles()
            elif self.peek() in CLOSING:
                self.skip_group()
            else:
                if self.peek() not in ("final", "alignas"):
                    name += self.peek()
                self.at += 1
        while self.peek() != "{":  # the base classes
            if self.peek() == "<":
                self.skip_angles()
            else:
                self.at += 1
        made = Class((owner.name + "::" if owner else "") + (name or "(no name)"), line)
        self.classes.append(made)
        self.at += 1
        self.scope(made)
        self.close()
        if self.peek() != ";":  # a variable of the class
            self.skip_past(";")

    # Reads one declaration of a function or of variables, up to its end.
    def declaration(self):
        tokens = []
        while True:
            token = self.peek()
            if not token or token == "}":
                self.fail("a declaration without an end")
            if token == ";":
                self.at += 1
                return Declaration(tokens)
            if token == "operator":
                return self.function(tokens, self.skip_operator)
            if token == "(" and self.is_function(tokens):
                return self.function(tokens, lambda: None)
            if token in ("=", "{", ":"):  # an initializer, or the width of a bit field
                tokens += self.initializers()
                return Declaration(tokens)
            if token == "<" and tokens and re.match(r"\w", tokens[-1]):
                start = self.at
                self.skip_angles()
                tokens.append("".join(self.tokens[start : self.at]))
            elif token in CLOSING:
                if self.peek(1) in ("*", "&"):  # the name of a pointer to a function
                    tokens.append("(")
                self.skip_group()
            else:
                tokens.append(token)
                self.at += 1

    def is_function(self, tokens):
        return bool(tokens) and tokens[-1] not in NOT_NAMES | {"("} and self.peek(1) not in ("*", "&")

    # The commas between the declarators that are left; initializers are skipped.
    def initializers(self):
        commas = []
        while self.peek() != ";":
            if not self.peek() or self.peek() == "}":
                self.fail("an initializer without an end")
            if self.peek() in CLOSING:
                self.skip_group()
                continue
            if self.peek() == ",":
                commas.append(",")
            self.at += 1
        self.at += 1
        return commas

    def skip_operator(self):
        self.at += 1
        if self.peek() == "(":  # operator()
            self.at += 2
        while self.peek() != "(":
            if not self.peek() or self.peek() in (";", "}"):
                self.fail("an operator without parameters")
            self.at += 1

    def function(self, tokens, skip_name):
        skip_name()
        self.skip_group()
        made = Declaration(tokens, is_function=True)
        while True:
            token = self.peek()
            if token == ";":
                self.at += 1
                return made
            if token == "=":
                made.is_absent = self.peek(1) in ("default", "delete")
                self.skip_past(";")
                return made
            if token == ":":
                self.skip_member_initializers()
            elif token == "{":
                self.skip_group()
                return made
            elif token == "requires":
                self.skip_requirement()
            elif token in ("(", "["):
                self.skip_group()
            elif not token or token == "}":
                self.fail("a function without an end")
            else:
                self.at += 1

    # Skips `: a_(x), b_{y}`, up to the body.
    def skip_member_initializers(self):
        while True:
            self.at += 1
            self.skip_name()
            self.skip_group()
            if self.peek() == "...":
                self.at += 1
            if self.peek() != ",":
                return


def count(owner, declaration):
    if owner is None:
        return
    if declaration.is_function:
        owner.functions += not declaration.is_absent
    else:
        owner.flags += flags_in(declaration.tokens)


# How many bool members a declaration makes: `bool a = false, b;` makes two.
def flags_in(tokens):
    if {"static", "constexpr"}.intersection(tokens):
        return 0
    text = " ".join(tokens).replace("std :: ", "")
    is_flag = re.match(r"(mutable |volatile |const )*(bool|atomic <bool>|atomic_bool)( \w| ,|$)", text)
    return 1 + tokens.count(",") if is_flag else 0


def classes_of(path, text):
    """The classes that a file defines. Raises SyntaxFault for code that the parser cannot read."""
    return Parser(check_components.parse(path, text).code).parse()


def is_counted(path):
    parts = path.split("/")
    return (parts[0] == "core" and parts[1] != "abi" and "testing" not in parts and "fixtures" not in parts
            and pathlib.PurePosixPath(path).suffix in (".h", ".cpp") and not path.endswith("_test.cpp"))


def exceptions_of(tree):
    """{(path, class): line} of the list, and the breaches in it."""
    exceptions, found = {}, []
    if not tree.has(LARGE_CLASSES):
        return exceptions, found
    for number, line in enumerate(tree.text(LARGE_CLASSES).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        place, _, reason = line.partition("  ")
        path, _, name = place.partition(" ")
        exceptions[path, name] = number
        if not reason.strip():
            found.append((LARGE_CLASSES, number, f"{name} has no reason"))
    return exceptions, found


def excess(one):
    if one.functions > MAX_FUNCTIONS:
        yield f"{one.functions} member functions; at most {MAX_FUNCTIONS}"
    if one.flags > MAX_FLAGS:
        yield f"{one.flags} bool members; at most {MAX_FLAGS}"


def breaches(tree):
    """(path, line, description) of each breach."""
    exceptions, found = exceptions_of(tree)
    yield from found
    for path in filter(is_counted, tree.files):
        try:
            classes = classes_of(path, tree.text(path))
        except SyntaxFault as fault:
            yield path, 0, f"the classes cannot be counted: {fault}"
            continue
        for one in classes:
            problems = list(excess(one))
            line = exceptions.pop((path, one.name), None) if problems else None
            if line is None:
                yield from ((path, one.line, f"{one.name} has {problem}") for problem in problems)
    for (path, name), line in exceptions.items():
        yield LARGE_CLASSES, line, f"{path} has no class {name} over a limit"


def main(arguments):
    if arguments and arguments[0] in ("-h", "--help"):
        print(__doc__.strip())
        return 0
    tree = check_components.Tree(arguments[0] if arguments else pathlib.Path(__file__).resolve().parents[2])
    found = list(breaches(tree))
    for path, line, description in found:
        print(f"{path}:{line}: {description}" if line else f"{path}: {description}")
    print(f"{len(found)} breaches")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
