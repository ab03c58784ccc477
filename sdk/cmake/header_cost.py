#!/usr/bin/env python3
"""Checks what a public header costs those who include it: it adds at most half a second to compiling
a small extension at -O2, and it does not include json.hpp, which alone costs 1.4 s.

    header_cost.py [--compiler g++] [--most 0.5] --include FOLDER... HEADER...

    --include   folders of headers, Carboy's among them; several in one argument are separated by ";"
    HEADER      as it is included: carboy/guestbook/entries.h

The seconds are those of the machine on which the small extension compiles in REFERENCE seconds. So
the same header passes on a slow and on a busy machine.
"""

import argparse
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

SOURCE = """#include <carboy/carboy.h>
{include}
void init_app(carboy::App& app) {{
  app.get("/", [] {{ return "Hello, World!"; }});
  app.get("/hello/<name>", [](std::string_view name) {{ return "Hello, " + std::string(name) + "!"; }});
}}

CARBOY_EXTENSION(init_app)
"""
# CPU seconds of the small extension alone; g++ 12.2, Debian 12.
REFERENCE = 1.05
# The least of this number of runs counts, since everything else that runs only makes them slower.
RUNS = 5
HEAVY = "/nlohmann/json.hpp"


def compile_seconds(command, source):
    """The CPU seconds of one compilation. Ends the program when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([*command, "-O2", "-c", source, "-o", os.devnull], capture_output=True, text=True,
                          env={**os.environ, "CCACHE_DISABLE": "1", "LC_ALL": "C"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"It does not compile:\n{done.stderr[:4000]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def included_files(command, source):
    done = subprocess.run([*command, "-M", source], capture_output=True, text=True, check=True)
    return done.stdout.replace("\\\n", " ").split()


def added_seconds(command, plain, source):
    """What `source` takes longer than `plain`, in seconds of the reference machine."""
    pairs = [(compile_seconds(command, plain), compile_seconds(command, source)) for _ in range(RUNS)]
    alone = min(first for first, _ in pairs)
    return (min(second for _, second in pairs) - alone) * REFERENCE / alone


def judge(command, folder, header, most):
    """Returns what is wrong with a header, or None."""
    plain, source = folder / "plain.cpp", folder / "with_header.cpp"
    plain.write_text(SOURCE.format(include=""))
    source.write_text(SOURCE.format(include=f"#include <{header}>"))
    seconds = added_seconds(command, plain, source)
    print(f"{header}: {max(seconds, 0):.2f} s", flush=True)
    if any(name.endswith(HEAVY) for name in included_files(command, source)):
        return (f"{header} includes json.hpp. Include <nlohmann/json_fwd.hpp>, and leave json.hpp to the "
                "sources that need it.")
    if seconds > most:
        return (f"{header} adds {seconds:.2f} s to compiling a small extension; the limit is {most} s. "
                "Move what few need into a header of its own.")
    return None


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--most", type=float, default=0.5, metavar="SECONDS")
    parser.add_argument("--include", action="append", default=[], metavar="FOLDER")
    parser.add_argument("headers", nargs="+", metavar="HEADER")
    options = parser.parse_args(arguments)
    folders = [folder for given in options.include for folder in given.split(";") if folder]
    command = [options.compiler, "-std=c++20", "-fPIC", *(f"-I{folder}" for folder in folders)]
    with tempfile.TemporaryDirectory(prefix="carboy-headers-") as folder:
        complaints = [judge(command, pathlib.Path(folder), header, options.most) for header in options.headers]
    wrong = [complaint for complaint in complaints if complaint]
    print("\n".join(wrong) if wrong else f"{len(complaints)} headers are light enough.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
