#!/usr/bin/env python3
"""Asks clang 14 about every source of a compilation database: its warnings, and in the folders of
TIDIED the checks of .clang-tidy, too. A source that passed is asked again once it, a header of the repository
that it includes, its command, the checks or a package of tools/packages has changed.

Example
    cmake --preset dev -B build/clang -DCMAKE_CXX_COMPILER=clang++-14 -DCMAKE_C_COMPILER=clang-14
    tools/check_sources.py build/clang
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


def surroundings():
    """What every verdict depends on besides the source itself."""
    names = re.findall(r"^([a-z0-9][^\s]*)", (ROOT / "tools/packages").read_text(), re.MULTILINE)
    versions = subprocess.run(["dpkg-query", "-W", *names], capture_output=True, text=True).stdout
    return versions + (ROOT / ".clang-tidy").read_text() + pathlib.Path(__file__).read_text()


# What is held to .clang-tidy; tests and benchmarks get clang's warnings.
TIDIED = ("core", "examples", "extensions")


def is_tidied(source):
    path = source.relative_to(ROOT)
    return path.parts[0] in TIDIED and not {"fixtures", "testing"} & set(path.parts) \
        and not source.name.endswith("_test.cpp")


def sources_of(folder):
    """Each C++ source of the repository once, with its directory and command."""
    found = {}
    for entry in json.loads((folder / "compile_commands.json").read_text()):
        source = pathlib.Path(entry["directory"], entry["file"]).resolve()
        own = source.is_relative_to(ROOT) and not source.is_relative_to(ROOT / "build")
        if own and source.suffix == ".cpp":
            found.setdefault(source, (entry["directory"], shlex.split(entry["command"])))
    return sorted(found.items())


def compiled_in(folder):
    """The sources whose object is there, and newer."""
    found = set()
    for entry in json.loads((folder / "compile_commands.json").read_text()):
        command = shlex.split(entry["command"])
        source = pathlib.Path(entry["directory"], entry["file"]).resolve()
        made = pathlib.Path(entry["directory"], command[command.index("-o") + 1])
        if made.exists() and made.stat().st_mtime > source.stat().st_mtime:
            found.add(source)
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
        self.surroundings = surroundings()

    def check(self, source, directory, command):
        """(complaints or None, whether clang was asked)."""
        record = self.passed / hashlib.sha256(str(source).encode()).hexdigest()[:24]
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
        tidy = ["clang-tidy-14", "--quiet", str(source), "--", *clang[1:]]
        complaints = self.run(tidy if is_tidied(source) else [*clang, "-fsyntax-only"], directory)
        if complaints is None:
            record.write_text("\n".join([digest, *headers]))
        return complaints, True

    def digest(self, command, headers):
        digest = hashlib.sha256(repr((self.surroundings, command)).encode())
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

    def show(self, source, complaints):
        fresh = [part for part in self.START.split(complaints) if part.strip() and part not in self.seen]
        self.seen.update(fresh)
        print(f"{source.relative_to(ROOT)}:", *(part.rstrip() for part in fresh), sep="\n", end="\n\n",
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
    sources = [(source, how) for source, how in sources_of(folder) if is_tidied(source) or source not in compiled]
    asked = failed = 0
    report = Report()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        pending = [(source, pool.submit(checker.check, source, *how)) for source, how in sources]
        for source, future in pending:
            complaints, was_asked = future.result()
            asked += was_asked
            if complaints is not None:
                failed += 1
                report.show(source, complaints)
    print(f"{len(sources)} sources, {asked} asked about, {failed} with complaints")
    return 1 if failed or not sources else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
