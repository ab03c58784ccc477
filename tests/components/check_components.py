#!/usr/bin/env python3
"""Checks the components of core/: which may include which, their namespaces, the sizes of files and folders.

    tests/components/check_components.py [ROOT]

CONTRIBUTING.md, "Components", describes the rules. Prints a line for each breach, and ends with
status 1 if there is one.
"""

import collections
import dataclasses
import itertools
import pathlib
import re
import sys

# Lowest first. A component may include itself and those below it; components on one level do not
# include each other.
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
LEVEL_OF = {component: level for level, components in enumerate(LEVELS) for component in components}
# These have a place in the order and are not built yet.
PLANNED = {"session", "templates", "text", "supervisor"}
COMPONENTS_WITH_SDK = {"abi", "check", "test_host"}
ABI_FOLDER = "sdk/include/carboy/abi/"
ABI_STANDARD_HEADERS = {"stddef.h", "stdint.h"}
SOURCES = {".h", ".hpp", ".c", ".cpp", ".ipp", ".inc"}
COUNTED = SOURCES | {".py", ".sh", ".cmake", ".js", ".mjs"}
MAX_LINES = 500
MAX_FILES = 60  # of a folder, tests not counted
LONG_FILES = "tests/components/long_files.txt"
PAGE = "CONTRIBUTING.md"
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "misc"}
SKIPPED_FOLDERS = {".git", "build", "node_modules", ".carboy", "__pycache__"}
# These folders hold no part of their component: extensions for tests, and main().
WITHOUT_NAMESPACE = re.compile(r"core/\w+/(fixtures|main)/")
GLOBAL_SOURCES = {
    "core/base/sanitizers.h": "macros",
    "core/base/toml.h": "the header of a library",
    "core/base/testing/counted_allocations.cpp": "the global operator new",
}
NAMESPACE = re.compile(
    r"^namespace carboy::core::(?P<name>\w+)[\w:]* \{(?P<declarations>(?:\s*(?:class|struct) \w+;)+\s*\})?", re.MULTILINE)
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


# The only headers of the app that a transport includes: docs/decisions/015-seam.md.
SEAM = ("core/app/application.h", "core/app/exchange.h")


def component_of(path):
    """The component of core/ that a file or an include path belongs to, or None."""
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
    outside_server = component_of(source.path) != "server"
    if outside_server and re.match(r"pistache/|boost/beast(/|\.hpp)", include.name):
        return f"only core/server includes {include.name.split('/')[0]}: <{include.name}>"
    return None


def core_breach(tree, source, include):
    component = component_of(source.path)
    if component not in LEVEL_OF:
        return None  # folder_breaches() reports the folder
    other = component_of(include.name)
    if component == "server" and other == "app" and include.name not in SEAM and not source.is_test:
        return f'server includes only {" and ".join(SEAM)} of app: "{include.name}"'
    top = include.name.split("/")[0]
    if top in ("carboy", "sdk"):
        if component in COMPONENTS_WITH_SDK or source.is_test:
            return None
        return f"only core/abi, core/check and core/test_host include the SDK: <{include.name}>"
    if top in ("extensions", "examples") or (top == "tests" and not source.is_test):
        return f'the host does not include {top}/: "{include.name}"'
    if other is None:
        inside = include.quoted and tree.has(f"{source.folder}/{include.name}")
        return f'write "{source.folder}/{include.name}"' if inside else None
    if other not in LEVEL_OF:
        return f'there is no component "{other}": "{include.name}"'
    if other != component and LEVEL_OF[other] >= LEVEL_OF[component]:
        return f'{component} may not include {other}: "{include.name}"'
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
        return f"<{include.name}> is not a header of the SDK"
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
    return f'"{include.name}" is not in {own}; other extensions are used by their public headers, in <>'


def boundary_breaches(source):
    if source.path.startswith(ABI_FOLDER):
        for match in re.finditer(r"\bstd\s*::", source.code):
            yield source.code.count("\n", 0, match.start()) + 1, "std:: does not cross the boundary"


def namespace_breaches(source):
    """A source of core/NAME is in the namespace carboy::core::NAME; it may declare classes of components below."""
    component = component_of(source.path)
    if component not in LEVEL_OF or WITHOUT_NAMESPACE.match(source.path):
        return
    wanted = f"the namespace of core/{component} is carboy::core::{component}"
    is_open = False
    for match in NAMESPACE.finditer(source.code):
        is_below = LEVEL_OF.get(match["name"], len(LEVELS)) < LEVEL_OF[component]
        if match["name"] == component:
            is_open = True
        elif not (match["declarations"] and is_below):
            yield source.code.count("\n", 0, match.start()) + 1, f"{wanted}, not carboy::core::{match['name']}"
    if not is_open and source.path not in GLOBAL_SOURCES:
        yield 0, wanted


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
            yield path, lines, f"{lines} lines; split it if it holds two ideas, or give the reason in {LONG_FILES}"
        elif lines <= MAX_LINES and excuse is not None:
            yield LONG_FILES, excuse, f"{path} has {lines} lines and needs no excuse"
    for path, number in excused.items():
        yield LONG_FILES, number, f"there is no {path}"


def size_breaches(tree):
    counts = collections.Counter()
    for path in tree.files:
        folder, _, name = path.rpartition("/")
        counted = pathlib.PurePosixPath(name).suffix in SOURCES and not name.endswith("_test.cpp")
        if counted and path.startswith(("core/", "sdk/include/")):
            counts[folder] += 1
    for folder, count in sorted(counts.items()):
        if count > MAX_FILES:
            yield folder, 0, f"{count} headers and sources; a folder of more than {MAX_FILES} holds two ideas"


def folder_breaches(tree):
    """Each folder of core/ is a component of the order, and each component is built or planned."""
    built = {component_of(path) for path in tree.files} - {None}
    for component in sorted(built - set(LEVEL_OF)):
        yield f"core/{component}", 0, "this folder has no place in the order of the components"
    for component in sorted(built & PLANNED):
        yield f"core/{component}", 0, "this component is built; remove it from PLANNED in check_components.py"
    for component in sorted(set(LEVEL_OF) - built - PLANNED):
        yield f"core/{component}", 0, "this component has a place in the order, but no folder"


def page_breaches(tree):
    """The indented block under "## Components" in CONTRIBUTING.md is the order that is checked."""
    lines = tree.text(PAGE).splitlines() if tree.has(PAGE) else []
    begin = lines.index("## Components") if "## Components" in lines else len(lines)
    block = itertools.takewhile(lambda line: line.startswith("    "),
                                itertools.dropwhile(lambda line: not line.startswith("    "), lines[begin:]))
    order = [re.findall(r"\w+", level) for level in " ".join(block).split("<")]
    if order != LEVELS:
        wanted = " < ".join(", ".join(level) for level in LEVELS)
        yield PAGE, begin + 1, f"the order of the components there is not: {wanted}"
    for match in re.finditer(r"^\| `(\w+)` \|.*", "\n".join(lines[begin:]), re.MULTILINE):
        if match[1] not in LEVEL_OF:
            yield PAGE, 0, f'there is no component "{match[1]}"'
        elif ("(planned)" in match[0]) != (match[1] in PLANNED):
            yield PAGE, 0, f'"{match[1]}" is {"" if match[1] in PLANNED else "not "}planned'


def breaches(tree):
    """(path, line, words) for each breach; line 0 means the file or folder as a whole."""
    for source in tree.sources():
        found = [*include_breaches(tree, source), *boundary_breaches(source), *namespace_breaches(source)]
        for line, words in found:
            yield source.path, line, words
    for check in [folder_breaches, page_breaches, name_breaches, length_breaches, size_breaches]:
        yield from check(tree)


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
