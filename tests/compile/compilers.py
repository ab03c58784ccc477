"""Runs the compilers that authors have on many files."""

import concurrent.futures
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "sdk/include"
COMPILERS = ["g++", "clang++-14"]
# What a careful author compiles with.
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror"]
# Messages are in English whatever the user's locale is.
ENVIRONMENT = {**os.environ, "LC_ALL": "C"}


def run(compiler, *arguments):
    """Runs a compiler. Returns (status, lines of output)."""
    try:
        done = subprocess.run([compiler, *map(str, arguments)], capture_output=True, text=True,
                              errors="replace", env=ENVIRONMENT)
    except FileNotFoundError:
        sys.exit(f"There is no {compiler}. tools/install-packages installs what the tests need.")
    return done.returncode, (done.stderr + done.stdout).splitlines()


def check_syntax(compiler, source, *flags, standard="c++20"):
    return run(compiler, f"-std={standard}", "-fsyntax-only", *flags, f"-I{INCLUDE}", source)


class Prepared:
    """carboy.h compiled beforehand for one compiler. `flags` make a source use it."""

    def __init__(self, compiler, folder):
        header = INCLUDE / "carboy/carboy.h"
        if compiler.startswith("clang"):
            made = folder / "carboy.pch"
            self.flags = ["-include-pch", made]
        else:  # g++ uses NAME.gch where it would find NAME
            made = folder / "carboy/carboy.h.gch"
            made.parent.mkdir()
            self.flags = [f"-I{folder}"]
        status, output = run(compiler, "-std=c++20", "-x", "c++-header", f"-I{INCLUDE}", header,
                             "-o", made)
        if status != 0:
            sys.exit("\n".join([f"carboy.h does not compile with {compiler}:", *output]))


def each(function, tasks):
    """Calls function(*task) for every task, two at a time. Yields pairs of task and result, in order."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        running = [(task, pool.submit(function, *task)) for task in tasks]
        for task, result in running:
            yield task, result.result()


def report(failures, checked):
    """Prints what failed. Returns the exit status of the program."""
    for title, lines in failures:
        print(title)
        for line in lines[:30]:
            print(f"    {line[:300]}")
    print(f"{checked} checked, {len(failures)} failed")
    return 1 if failures or checked == 0 else 0
