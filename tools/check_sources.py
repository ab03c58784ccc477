#!/usr/bin/env python3
"""Checks every source of a compilation database with clang 14: its warnings, and in the folders of
TIDIED the checks of .clang-tidy, too. A source that passed is checked again when it, a header of the
repository that it includes, its command, the checks or a package of tools/packages has changed.

Example
    cmake --preset tidy
    tools/check_sources.py build/tidy
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LAUNCHERS = {"ccache"}
NOISE = re.compile(r"\d+ (?:warnings?|errors?) (?:and .*)?(?:generated|treated)"
                   r"|Suppressed |Use -header-filter|Error while processing|Found compiler error")


def environment():
    """Returns what every verdict depends on besides the source itself."""
    names = re.findall(r"^([a-z0-9][^\s]*)", (ROOT / "tools/packages").read_text(), re.MULTILINE)
    versions = subprocess.run(["dpkg-query", "-W", *names], capture_output=True, text=True).stdout
    return versions + (ROOT / ".clang-tidy").read_text() + pathlib.Path(__file__).read_text()


# What is held to .clang-tidy; tests and benchmarks get clang's warnings.
TIDIED = ("core", "examples", "extensions")


def is_tidied(source):
    path = source.relative_to(ROOT)
    return path.parts[0] in TIDIED and not {"fixtures", "testing"} & set(path.parts) \
        and not source.name.endswith("_test.cpp")


def is_own(source):
    return source.is_relative_to(ROOT) and not source.is_relative_to(ROOT / "build") and source.suffix == ".cpp"


class Unit:
    """What is compiled at once: a source, or in a unity build several."""

    INCLUDED = re.compile(r'^#include "(/[^"]*)"', re.MULTILINE)

    def __init__(self, entry):
        self.directory = entry["directory"]
        self.command = shlex.split(entry["command"])
        self.file = pathlib.Path(self.directory, entry["file"]).resolve()
        parts = [self.file]
        if self.file.name.startswith("unity_") and self.file.exists():
            parts = [pathlib.Path(name).resolve() for name in self.INCLUDED.findall(self.file.read_text())]
        self.sources = [source for source in parts if is_own(source)]

    @property
    def object(self):
        return pathlib.Path(self.directory, self.command[self.command.index("-o") + 1])

    def is_tidied(self):
        return all(map(is_tidied, self.sources))

    def is_in(self, compiled):
        return set(self.sources) <= compiled

    def name(self):
        first = self.sources[0].relative_to(ROOT)
        return str(first) if len(self.sources) == 1 else f"{first} and {len(self.sources) - 1} more"


def units_of(folder):
    """Units of the repository's sources; each source once."""
    found = {}
    for entry in json.loads((folder / "compile_commands.json").read_text()):
        unit = Unit(entry)
        if unit.sources:
            found.setdefault(tuple(unit.sources), unit)
    return [found[sources] for sources in sorted(found)]


def compiled_in(folder):
    """The sources whose object is there, and newer."""
    found = set()
    for unit in units_of(folder):
        if unit.object.exists() and all(unit.object.stat().st_mtime > source.stat().st_mtime for source in unit.sources):
            found.update(unit.sources)
    return found


def without_outputs(command):
    arguments = iter(command)
    kept = []
    for argument in arguments:
        if argument in ("-o", "-MF", "-MT", "-MQ"):
            next(arguments)
        elif argument not in ("-c", "-MD", "-MMD") and pathlib.Path(argument).name not in LAUNCHERS:
            kept.append(argument)
    return [*kept, "-Wno-unused-command-line-argument"]


def without_precompiled(command):
    """Only tests are read with precompiled headers: a source that forgets to include something shall be found."""
    arguments = iter(command)
    kept = []
    for argument in arguments:
        if argument == "-Xclang":
            next(arguments)
        elif argument != "-Winvalid-pch":
            kept.append(argument)
    return kept


def precompile(folder):
    """Makes the precompiled headers that tests are read with."""
    header = "CMakeFiles/carboy-test-headers.dir/cmake_pch.hxx.pch"
    done = subprocess.run(["ninja", "-C", str(folder), header], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)


class Checker:
    def __init__(self, folder):
        self.passed = folder / "checked"
        self.passed.mkdir(exist_ok=True)
        self.environment = environment()

    def check(self, unit):
        """(complaints or None, whether clang was asked)."""
        directory, command = unit.directory, unit.command
        record = self.passed / hashlib.sha256(str(unit.sources).encode()).hexdigest()[:24]
        if record.exists():
            digest, *headers = record.read_text().splitlines()
            if digest == self.digest(command, headers):
                return None, False
        clang = without_outputs(command)
        if not any("carboy-test-headers.dir" in argument for argument in clang):
            clang = without_precompiled(clang)
        listing = [*clang, "-MM", "-MT", "x"]
        listed = subprocess.run(listing, cwd=directory, capture_output=True, text=True)
        names = listed.stdout.replace("\\\n", " ").partition(":")[2].split()
        headers = [str(pathlib.Path(directory, name)) for name in names]
        digest = self.digest(command, headers)
        tidy = ["clang-tidy-14", "--quiet", str(unit.file), "--", *clang[1:]]
        complaints = self.run(tidy if unit.is_tidied() else [*clang, "-fsyntax-only", "-Werror"], directory)
        if complaints is None:
            record.write_text("\n".join([digest, *headers]))
        return complaints, True

    def digest(self, command, headers):
        digest = hashlib.sha256(repr((self.environment, command)).encode())
        for header in headers:
            path = pathlib.Path(header)
            digest.update(path.read_bytes() if path.exists() else b"gone")
        return digest.hexdigest()

    @staticmethod
    def run(command, directory):
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True)
        if done.returncode == 0:
            return None
        lines = (done.stdout + done.stderr).splitlines()
        return "\n".join(line for line in lines if not NOISE.match(line)) or f"status {done.returncode}"


class Report:
    """Prints complaints; one about a header only for the first source that includes it."""

    START = re.compile(r"^(?=\S+:\d+:\d+: (?:error|warning): |error: )", re.MULTILINE)

    def __init__(self):
        self.seen = set()

    def show(self, unit, complaints):
        fresh = [part for part in self.START.split(complaints) if part.strip() and part not in self.seen]
        self.seen.update(fresh)
        print(f"{unit.name()}:", *(part.rstrip() for part in fresh), sep="\n", end="\n\n",
              flush=True)


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="the build folder that holds compile_commands.json")
    parser.add_argument("--compiled", type=pathlib.Path, metavar="BUILT",
                        help="a build folder of clang's: what it has compiled, with the same warnings, is asked for .clang-tidy only")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    folder = options.folder.resolve()
    compiled = compiled_in(options.compiled.resolve()) if options.compiled else set()
    precompile(folder)
    checker = Checker(folder)
    units = [unit for unit in units_of(folder) if unit.is_tidied() or not unit.is_in(compiled)]
    asked = failed = 0
    report = Report()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        pending = [(unit, pool.submit(checker.check, unit)) for unit in units]
        for unit, future in pending:
            complaints, was_asked = future.result()
            asked += was_asked
            if complaints is not None:
                failed += 1
                report.show(unit, complaints)
    sources = len({source for unit in units for source in unit.sources})
    print(f"{sources} sources in {len(units)} units, {asked} asked about, {failed} with complaints")
    return 1 if failed or not units else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
