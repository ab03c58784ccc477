#!/usr/bin/env python3
"""Keeps the rooms of the repository apart: who may include whom (CONTRIBUTING.md, "Rooms").

    tests/components/check_components.py [ROOT]

Prints a line for each breach, and ends with status 1 if there is one.
"""

import dataclasses
import pathlib
import re
import sys

# Lowest first. A room may include itself and those below it; rooms on one level know nothing of
# each other.
LEVELS = [
    ["base"],
    ["elf", "http", "signals", "services"],
    ["routing", "session", "templates", "pages", "text"],
    ["app"],
    ["access_log", "extensions"],
    ["abi"],
    ["server", "supervisor"],
    ["config"],
    ["host"],
    ["check", "test_host"],
    ["cli"],
]
LEVEL_OF = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}
ROOMS_THAT_KNOW_THE_SDK = {"abi", "check", "test_host"}
ABI_FOLDER = "sdk/include/carboy/abi/"
ABI_STANDARD_HEADERS = {"stddef.h", "stdint.h"}
SOURCES = {".h", ".hpp", ".c", ".cpp", ".ipp", ".inc"}
COUNTED = SOURCES | {".py", ".sh", ".cmake", ".js", ".mjs"}
MAX_LINES = 500
LONG_FILES = "tests/components/long_files.txt"
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "misc"}
SKIPPED_FOLDERS = {".git", "build", "node_modules", ".carboy", "__pycache__"}
FOLDERS = ["core", "sdk", "extensions", "examples", "tests", "bench", "fuzz", "tools", "cmake"]

TOKEN = re.compile(
    r"""(?P<raw>R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)")
      | (?P<comment>//(?:[^\n\\]|\\.)*|/\*.*?\*/)
      | ^[ \t]*\#[ \t]*include[ \t]*(?P<include><[^>\n]*>|"[^"\n]*"|[^\n]*)
      | (?P<text>"(?:[^"\\\n]|\\.)*"|(?<![0-9A-Za-z_])'(?:[^'\\\n]|\\.)*')""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)


@dataclasses.dataclass(frozen=True)
class Include:
    line: int
    name: str
    quoted: bool


@dataclasses.dataclass(frozen=True)
class Source:
    path: str
    includes: list
    code: str  # without comments, literals and includes; lines stay where they were

    @property
    def folder(self):
        return self.path.rpartition("/")[0]

    @property
    def is_test(self):
        return self.path.endswith("_test.cpp")


def parse(path, text):
    includes = []

    def blank(match):
        name = match["include"]
        if name is not None:
            line = text.count("\n", 0, match.start("include")) + 1
            includes.append(Include(line, name.strip('<>"'), name.startswith('"')))
            if name[:1] not in ("<", '"'):
                includes[-1] = Include(line, "", False)
        return re.sub(r"[^\n]", " ", match[0])

    code = TOKEN.sub(blank, text)
    return Source(path, includes, code)


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.files = sorted(self._walk())

    def _walk(self):
        for folder in FOLDERS:
            for path in (self.root / folder).rglob("*"):
                parts = path.relative_to(self.root).parts
                if not SKIPPED_FOLDERS.intersection(parts[:-1]) and path.is_file():
                    yield "/".join(parts)

    def has(self, path):
        return (self.root / path).is_file()

    def text(self, path):
        return (self.root / path).read_text(encoding="utf-8", errors="replace")

    def sources(self):
        for path in self.files:
            if pathlib.PurePosixPath(path).suffix in SOURCES:
                yield parse(path, self.text(path))


# What a transport knows of the app: docs/decisions/015-seam.md.
SEAM = ("core/app/application.h", "core/app/exchange.h")


def room_of(path):
    """The core room a file or an include path belongs to, or None."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 and parts[0] == "core" else None


def include_breaches(tree, source):
    """(line, words) for each include that its file may not have."""
    checks = {"core": core_breach, "sdk": sdk_breach, "extensions": extension_breach}
    check = checks.get(source.path.split("/")[0])
    if check is None:
        return
    for include in source.includes:
        words = general_breach(source, include) or check(tree, source, include)
        if words:
            yield include.line, words


def general_breach(source, include):
    if not include.name:
        return "an include through a macro cannot be checked"
    if ".." in include.name.split("/"):
        return f'"{include.name}" climbs out of its folder; name it from the root'
    outside_server = room_of(source.path) != "server"
    if outside_server and re.match(r"pistache/|boost/beast(/|\.hpp)", include.name):
        return f"only core/server includes {include.name.split('/')[0]}: <{include.name}>"
    return None


def core_breach(tree, source, include):
    room = room_of(source.path)
    if room is None:
        return None
    if room not in LEVEL_OF:
        return f'there is no room "{room}" in the order of the rooms'
    if room == "server" and room_of(include.name) == "app" and include.name not in SEAM and not source.is_test:
        return f'the server knows of the app {" and ".join(SEAM)}, and not "{include.name}"'
    top = include.name.split("/")[0]
    if top in ("carboy", "sdk"):
        if room in ROOMS_THAT_KNOW_THE_SDK or source.is_test:
            return None
        return f"only core/abi, core/check and core/test_host include the SDK: <{include.name}>"
    if top in ("extensions", "examples") or (top == "tests" and not source.is_test):
        return f'the host knows nothing of {top}/: "{include.name}"'
    other = room_of(include.name)
    if other is None:
        inside = include.quoted and tree.has(f"{source.folder}/{include.name}")
        return f'write "{source.folder}/{include.name}"' if inside else None
    if other not in LEVEL_OF:
        return f'there is no room "{other}": "{include.name}"'
    if other != room and LEVEL_OF[other] >= LEVEL_OF[room]:
        return f'{room} may not know {other}: "{include.name}"'
    return None


def sdk_breach(tree, source, include):
    if include.name.startswith("core/"):
        return f'sdk/ includes nothing of core/: "{include.name}"'
    if source.path.startswith(ABI_FOLDER):
        return abi_breach(tree, include)
    if not source.path.startswith("sdk/include/"):
        return None
    if include.name.startswith("boost/"):
        return f"the SDK's headers never include Boost: <{include.name}>"
    if include.name.startswith("carboy/") and not tree.has(f"sdk/include/{include.name}"):
        return f"<{include.name}> is no header of the SDK"
    return None


def abi_breach(tree, include):
    own = include.name.removeprefix("carboy/abi/")
    if include.name in ABI_STANDARD_HEADERS or tree.has(ABI_FOLDER + own):
        return None
    return f"the boundary includes itself, <stddef.h> and <stdint.h>: <{include.name}>"


def extension_breach(tree, source, include):
    if include.name.startswith("core/"):
        return f'extensions/ include nothing of core/: "{include.name}"'
    if not include.quoted:
        return None
    own = "/".join(source.path.split("/")[:2])
    places = [source.folder, own, f"{own}/src", f"{own}/include"]
    if any(tree.has(f"{place}/{include.name}") for place in places):
        return None
    return f'"{include.name}" is not of {own}; others are met by their public headers, in <>'


def boundary_breaches(source):
    if source.path.startswith(ABI_FOLDER):
        for match in re.finditer(r"\bstd\s*::", source.code):
            yield source.code.count("\n", 0, match.start()) + 1, "std:: does not cross the boundary"


def name_breaches(tree):
    seen = set()
    for path in tree.files:
        parts = pathlib.PurePosixPath(path).parts
        for end, part in enumerate(parts, 1):
            place = "/".join(parts[:end])
            stem = part.split(".")[0].lower().removesuffix("_test")
            if place not in seen and EMPTY_NAMES.intersection([stem, stem.rpartition("_")[2]]):
                yield place, 0, f'"{part}" does not say what it is'
            seen.add(place)


def length_breaches(tree):
    excused = {}
    for number, line in enumerate(tree.text(LONG_FILES).splitlines(), 1):
        path, _, reason = line.partition("  ")
        if line.strip() and not line.startswith("#"):
            excused[path] = number
            if not reason.strip():
                yield LONG_FILES, number, f"{path} has no reason"
    for path in tree.files:
        if pathlib.PurePosixPath(path).suffix not in COUNTED:
            continue
        lines = tree.text(path).count("\n")
        excuse = excused.pop(path, None)
        if lines > MAX_LINES and excuse is None:
            yield path, lines, f"{lines} lines; over {MAX_LINES} wants a split, or a reason in {LONG_FILES}"
        elif lines <= MAX_LINES and excuse is not None:
            yield LONG_FILES, excuse, f"{path} has {lines} lines and needs no excuse"
    for path, number in excused.items():
        yield LONG_FILES, number, f"there is no {path}"


def breaches(tree):
    """(path, line, words) for all that is wrong; line 0 is the file as a whole."""
    for source in tree.sources():
        for line, words in [*include_breaches(tree, source), *boundary_breaches(source)]:
            yield source.path, line, words
    yield from name_breaches(tree)
    yield from length_breaches(tree)


def main(arguments):
    if arguments and arguments[0] in ("-h", "--help"):
        print(__doc__.strip())
        return 0
    tree = Tree(arguments[0] if arguments else pathlib.Path(__file__).resolve().parents[2])
    found = list(breaches(tree))
    for path, line, words in found:
        print(f"{path}:{line}: {words}" if line else f"{path}: {words}")
    print(f"{len(tree.files)} files, {len(found)} breaches")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
