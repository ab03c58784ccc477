#!/usr/bin/env python3
"""Compiles right programs in every way an author may: no compiler has a word to say.

    tests/compile/check_good.py FOLDER

tests/compile/good has what authors write; tests/compile/company has the headers among names and
macros that are not theirs.
"""

import pathlib
import sys

from compilers import COMPILERS, ROOT, WARNINGS, check_syntax, each, report

STRICTER = ["-Wconversion", "-Wsign-conversion", "-Wold-style-cast", "-Wnon-virtual-dtor",
            "-Woverloaded-virtual", "-Wcast-align"]
WAYS = {
    "C++20": ("c++20", STRICTER),
    "GNU dialect, old strings, debug containers": (
        "gnu++20", ["-D_GLIBCXX_USE_CXX11_ABI=0", "-D_GLIBCXX_DEBUG"]),
    "C++23 without RTTI": ("c++2b", ["-fno-rtti"]),
}


def main(arguments):
    if len(arguments) != 1:
        print(__doc__.strip())
        return 2
    sources = sorted(pathlib.Path(arguments[0]).glob("*.cpp"))
    ways = list(WAYS)
    if arguments[0].endswith("good"):
        sources.append(ROOT / "examples/hello/hello.cpp")
    else:
        ways.pop()  # takes long, and what these do does not depend on it
    tasks = [(compiler, source, way) for source in sources for way in ways for compiler in COMPILERS]

    def check(compiler, source, way):
        standard, flags = WAYS[way]
        return check_syntax(compiler, source, *WARNINGS, *flags, standard=standard)

    failures = [(f"{source.name}, {compiler}, {way}", output)
                for (compiler, source, way), (status, output) in each(check, tasks)
                if status != 0 or output]
    return report(failures, len(tasks))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
