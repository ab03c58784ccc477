"""Runs `carboy` as a process in a folder of its own, for tests that look at it from outside."""

import http.client
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import unittest

BUILD = pathlib.Path(os.environ["CARBOY_BUILD"])
SOURCE = pathlib.Path(os.environ["CARBOY_SOURCE"])
FIXTURES = pathlib.Path(os.environ["CARBOY_FIXTURES"])
# Seconds, for everything that a test waits for. Builds with sanitizers are slow.
TIMEOUT = 60


def needed(program):
    """Returns the path of a program that a test runs, also from root's folders. Fails the test when it is missing."""
    found = shutil.which(program, path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin")
    if found is None:
        raise AssertionError(f"{program} is not installed, and a test fails without the program it runs. "
                             "To install what the tests need: tools/install-packages build test")
    return found


def no_room(most=4096):
    """Returns a preexec_fn that limits the size of the files that the process can write."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    return limit


def install_prefix(place):
    """Installs Carboy below `place`, moves the installation, and returns its folder."""
    first, moved = place / "first", place / "prefix"
    subprocess.run(["cmake", "--install", BUILD, "--prefix", first], check=True, stdout=subprocess.DEVNULL)
    return first.rename(moved)


class Running:
    """A server that was started with `carboy run`; it is killed when the block ends. `before` is a command that
    executes the one after it."""

    def __init__(self, program, folder, *arguments, command="run", before=()):
        self.process = subprocess.Popen([*before, program, command, "--bind", "127.0.0.1:0", *arguments], cwd=folder,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.banner = []
        self.port = None
        for line in self.process.stdout:
            self.banner.append(line.rstrip("\n"))
            found = re.match(r"http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found.group(1))
                break

    def __enter__(self):
        if self.port is None:
            raise AssertionError("the app did not start: " + self.process.stderr.read())
        return self

    def __exit__(self, *unused):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate(timeout=TIMEOUT)

    def get(self, target):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        connection.request("GET", target)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(timeout=TIMEOUT)


class AppTest(unittest.TestCase):
    """Each test has an app in a temporary folder."""

    program = BUILD / "bin" / "carboy"

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="carboy-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        (self.folder / "extensions").mkdir()

    def install(self, fixture, name):
        target = self.folder / "extensions" / f"{name}.so"
        unfinished = target.with_suffix(".new")
        shutil.copy(FIXTURES / fixture / f"{name}.so", unfinished)
        os.replace(unfinished, target)

    def write_config(self, text):
        (self.folder / "app.toml").write_text(text)

    def carboy(self, *arguments, program=None, **more):
        return subprocess.run([program or self.program, *arguments], cwd=self.folder, capture_output=True, text=True,
                              timeout=TIMEOUT, **more)

    def with_own_mount(self, place, options):
        """Returns a command that executes the one after it, with an empty file system mounted at `place` for that
        process alone. Skips the test when this machine does not permit mounts."""
        root = [] if os.geteuid() == 0 else ["--map-root-user"]
        # In a chroot "/" is not a mount point, and unshare cannot make it private: the second command leaves the
        # propagation as it is. The mount may then be visible to other processes, so it is removed after the test.
        for propagation in ("private", "unchanged"):
            command = [needed("unshare"), *root, "--mount", "--propagation", propagation, "sh", "-c",
                       f'mount -t tmpfs -o {options} none "$0" && exec "$@"', str(place)]
            tried = subprocess.run([*command, "true"], env={**os.environ, "LC_ALL": "C"}, capture_output=True,
                                   text=True, timeout=TIMEOUT)
            if "propagation" not in tried.stderr:
                break
        if propagation == "unchanged":
            self.addCleanup(subprocess.run, ["umount", "--quiet", place], stderr=subprocess.DEVNULL)
        if re.search("unshare failed|permitted|permission denied|superuser", tried.stderr):
            self.skipTest("this machine does not permit mounts: " + tried.stderr.strip())
        self.assertEqual(tried.returncode, 0, tried.stderr)
        return command

    def run_app(self, *arguments, **more):
        return Running(more.pop("program", self.program), self.folder, *arguments, **more)
