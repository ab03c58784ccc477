#!/usr/bin/env python3
"""Compiles right programs in every way that an author may. No compiler may print anything.

    tests/compile/check_good.py FOLDER

tests/compile/good has what authors write; tests/compile/company has the headers among names and
macros of other libraries.
"""

import pathlib
import sys

from compilers import COMPILERS, ROOT, WARNINGS, check_syntax, each, report

STRICTER = ["-Wconversion", "-Wsign-conversion", "-Wold-style-cast", "-Wnon-virtual-dtor",
            "-Woverloaded-virtual", "-Wcast-align"]
WAYS = {
    "C++20": ("c++20", STRICTER),
    "C++23 without RTTI": ("c++2b", ["-fno-rtti"]),
    "GNU dialect, old strings, debug containers": (
        "gnu++20", ["-D_GLIBCXX_USE_CXX11_ABI=0", "-D_GLIBCXX_DEBUG"]),
}


def ways_of(source):
    """The ways to compile it. Not all, to save time: tests/abi/matrix builds one fixture in all ways."""
    if source.parent.name == "good":
        return ["C++20", "C++23 without RTTI"]
    return list(WAYS) if source.name == "macros.cpp" else ["C++20"]


def main(arguments):
    if len(arguments) != 1:
        print(__doc__.strip())
        return 2
    folder = pathlib.Path(arguments[0]).resolve()
    sources = sorted(folder.glob("*.cpp"))
    if folder.name == "good":
        sources.append(ROOT / "examples/hello/hello.cpp")
    tasks = [(compiler, source, way) for source in sources for way in ways_of(source)
             for compiler in COMPILERS]

    def check(compiler, source, way):
        standard, flags = WAYS[way]
        return check_syntax(compiler, source, *WARNINGS, *flags, standard=standard)

    failures = [(f"{source.name}, {compiler}, {way}", output)
                for (compiler, source, way), (status, output) in each(check, tasks)
                if status != 0 or output]
    return report(failures, len(tasks))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
