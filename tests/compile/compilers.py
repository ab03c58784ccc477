"""The compilers that authors have, and running them on many files at once."""

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
# In one language, whatever the one who runs the tests speaks.
ENVIRONMENT = {**os.environ, "LC_ALL": "C"}


def compile_only(compiler, source, *flags, include=INCLUDE, standard="c++20"):
    """(status, lines of output) of checking one source."""
    command = [compiler, f"-std={standard}", "-fsyntax-only", f"-I{include}", *flags, str(source)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace",
                              env=ENVIRONMENT)
    except FileNotFoundError:
        sys.exit(f"There is no {compiler}. tools/install-packages installs what the tests need.")
    return done.returncode, (done.stderr + done.stdout).splitlines()


def each(function, tasks):
    """function(*task) for every task, two at a time; pairs of task and result, in order."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        running = [(task, pool.submit(function, *task)) for task in tasks]
        for task, result in running:
            yield task, result.result()


def report(failures, checked):
    """Prints what failed; the status of the program."""
    for title, lines in failures:
        print(title)
        for line in lines[:30]:
            print(f"    {line[:300]}")
    print(f"{checked} checked, {len(failures)} failed")
    return 1 if failures or checked == 0 else 0
