"""Reads sdk/include/carboy/abi: a strict reader for the style these headers are written in. What it
does not know is an error, and never passed over."""

import dataclasses
import re

NUMBERS = {"void", "bool", "char", "double", "size_t", "int32_t", "int64_t", "uint8_t", "uint16_t",
           "uint32_t", "uint64_t"}


class Wrong(Exception):
    """The headers say something that must not cross, or that is not understood."""


@dataclasses.dataclass
class Block:
    """One declaration: its first line in the list of slots, and the lines below it."""

    kind: str  # interface, table, struct, template, enum, alias, entry
    name: str
    title: str
    lines: list

    @property
    def grows(self):
        """Whether lines may be added at the end."""
        return self.kind in ("interface", "table", "enum")


def plain(text):
    """In one line, blanks only where words meet."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s*([*&])\s*", r"\1 ", text)
    return re.sub(r"\s+([,;)>*])|(\(\*?)\s+", r"\1\2", text)


def without_comments(text):
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)


def closing(text, begin):
    """Where the brace that opens at `begin` is closed."""
    depth = 0
    for at in range(begin, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at
    raise Wrong(f"a brace is not closed: {text[begin:begin + 60]}")


def items(text):
    """(head, body or None, tail) of each declaration."""
    at = 0
    while text[at:].strip():
        end = re.search(r"[;{]", text[at:])
        if end is None:
            raise Wrong(f"a declaration does not end: {text[at:].strip()[:80]}")
        stop = at + end.start()
        head = plain(text[at:stop])
        if text[stop] == ";":
            yield head, None
            at = stop + 1
            continue
        close = closing(text, stop)
        body = text[stop + 1:close]
        if head.endswith(" =") or re.search(r"=\s*$", text[at:stop]):  # an initialiser in braces
            semicolon = text.index(";", close)
            yield plain(head.rstrip("= ")), None
            at = semicolon + 1
            continue
        yield head, body
        at = close + 1
        rest = re.match(r"\s*;", text[at:])
        at += rest.end() if rest else 0


class Reader:
    def __init__(self):
        self.blocks = []
        self.constants = {}
        self.types = set()
        self.interfaces = set()

    def read(self, text):
        text = re.sub(r"^[ \t]*#(include|pragma)[^\n]*$", "", without_comments(text), flags=re.MULTILINE)
        if "#" in text:
            raise Wrong("a preprocessor line other than #include or #pragma")
        self.read_namespace(text)

    def read_namespace(self, text):
        for head, body in items(text):
            self.read_declaration(head, body)

    def read_declaration(self, head, body):
        if head.startswith("namespace "):
            if head != "namespace detail":  # concepts: nothing of it crosses
                self.read_namespace(body)
        elif match := re.fullmatch(r"inline constexpr \w+ (\w+) = (\d+)", head):
            self.constants[match[1]] = int(match[2])
        elif match := re.fullmatch(r"using (\w+) = (.+)", head):
            self.add("alias", match[1], f"alias {match[1]} = {match[2]}", [])
        elif match := re.fullmatch(r"enum class (\w+) : (\w+)", head):
            self.add("enum", match[1], f"enum {match[1]} : {match[2]}", list(values(body)))
        elif match := re.fullmatch(r"struct (\w+) : Service", head):
            self.read_interface(match[1], body)
        elif match := re.fullmatch(r"template <([^>]*)> ?struct (\w+)", head):
            lines = list(fields(body))
            self.add("template", match[2], f"template {match[2]} <{match[1]}>", lines)
        elif match := re.fullmatch(r"struct (\w+)", head):
            if body is not None and match[1] != "Service":
                self.read_struct(match[1], body)
            self.types.add(match[1])
        elif head.startswith('extern "C"'):
            signature = re.sub(r"__attribute__\(\(.*?\)\) ", "", head.removeprefix('extern "C" '))
            self.add("entry", "carboy_extension", f"entry {signature}", [])
        else:
            raise Wrong(f"not understood: {head}")

    def read_interface(self, name, body):
        body, protected, rest = body.partition("protected:")
        if plain(rest) != f"~{name}() = default;" or not protected:
            raise Wrong(f"{name}: it ends with a protected destructor that is not virtual")
        lines = []
        for head, inside in items(body):
            match = re.fullmatch(r"virtual (.+) noexcept = 0", head)
            if match is None or inside is not None:
                raise Wrong(f"{name}: not a pure virtual noexcept function: {head}")
            lines.append(match[1])
        names = [function_name(line) for line in lines]
        if len(set(names)) != len(names):
            raise Wrong(f"{name}: two functions have one name")
        self.interfaces.add(name)
        self.add("interface", name, f"interface {name}", lines)

    def read_struct(self, name, body):
        lines = list(fields(body))
        kind = "table" if lines[0] == "uint32_t size" else "struct"
        self.add(kind, name, f"{kind} {name}", lines)

    def add(self, kind, name, title, lines):
        self.types.add(name)
        self.blocks.append(Block(kind, name, title, lines))

    def check_types(self):
        """Only what any two builds lay out alike."""
        for block in self.blocks:
            known = NUMBERS | self.types | set(re.findall(r"class(?:\.\.\.)? (\w+)", block.title))
            if block.kind == "alias":
                self.check_line(block, block.title.partition(" = ")[2], known)
            elif block.kind != "enum":
                for line in block.lines:
                    self.check_line(block, line.removeprefix("union "), known)

    def check_line(self, block, line, known):
        if "std::" in line or "&" in line:
            raise Wrong(f"{block.name}: what crosses has no std:: and no reference: {line}")
        for word in type_words(line):
            if word not in known:
                raise Wrong(f"{block.name}: {word} is not a type of the boundary: {line}")
            if word in self.interfaces and not re.search(rf"\b{word}\*", line):
                raise Wrong(f"{block.name}: an interface crosses as a pointer: {line}")


def function_name(line):
    return re.match(r"[^(]*?(\w+)\(", line)[1]


def type_words(line):
    """The words of a declaration that name types. A word that follows another word or a star is the
    name that is declared."""
    before = ""
    for token in re.findall(r"\w+|[^\w\s]", line):
        if re.fullmatch(r"\w+", token):
            is_name = before == "*" or (re.fullmatch(r"\w+", before) and before != "const")
            if not is_name and token not in ("const", "noexcept"):
                yield token
        before = token


def values(body):
    """`name = value` of each enumerator."""
    following = 0
    for entry in filter(None, (plain(entry) for entry in body.split(","))):
        name, _, value = entry.partition(" = ")
        if not re.fullmatch(r"\w+", name) or (value and not re.fullmatch(r"-?\d+", value)):
            raise Wrong(f"an enumerator that is not understood: {entry}")
        following = int(value) if value else following
        yield f"{name} = {following}"
        following += 1


def fields(body):
    """`type name` of each field; functions of a struct do not cross and are left out."""
    for head, inside in items(body):
        if head == "union":
            yield from (f"union {field}" for field in fields(inside))
        elif match := re.fullmatch(r"(.+ \(\*\w+\)\(.*\) noexcept)(?: = nullptr)?", head):
            yield match[1]
        elif inside is None and re.fullmatch(r"constexpr \w+\(\) = default", head):
            continue
        elif inside is None and (match := re.fullmatch(r"([\w*]+(?: [\w*]+)*? ?\w+)(?: = [^;{}]+)?", head)):
            yield match[1]
        elif inside is not None and re.match(r"(template <.*> )?(constexpr )?\w.*\)", head):
            continue
        else:
            raise Wrong(f"a field that is not understood: {head}")


def read_headers(folder):
    """(blocks, (major, minor)) of all headers of a folder."""
    reader = Reader()
    for path in sorted(folder.glob("*.h")):
        try:
            reader.read(path.read_text())
        except Wrong as error:
            raise Wrong(f"{path.name}: {error}") from None
    reader.check_types()
    try:
        version = reader.constants["kSdkMajor"], reader.constants["kSdkMinor"]
    except KeyError as missing:
        raise Wrong(f"{missing} is not there") from None
    return reader.blocks, version
