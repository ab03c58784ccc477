"""The source tree in unusual places: in a path with a space, read-only, without a network, and on a machine that lacks a
package."""

import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile
import unittest

from carboy_process import SOURCE, TIMEOUT, needed


class Tree(unittest.TestCase):
    """Each test uses a copy of the files that git tracks, in a folder with a space in its name."""

    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="carboy-tree-"))
        cls.addClassCleanup(shutil.rmtree, cls.place, ignore_errors=True)
        cls.place.chmod(0o755)
        cls.tree = cls.place / "a tree"
        listed = subprocess.run([needed("git"), "-c", "safe.directory=*", "-C", SOURCE, "ls-files", "-z", "--cached",
                                 "--others", "--exclude-standard"], capture_output=True, text=True, check=True).stdout
        for name in filter(None, listed.split("\0")):
            if (SOURCE / name).is_file():
                (cls.tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(SOURCE / name, cls.tree / name, follow_symlinks=False)

    def tools_build(self, **environment):
        """Runs tools/build, which must fail, and returns what it prints."""
        done = subprocess.run([self.tree / "tools" / "build", "unity", "hello"], cwd=self.place, text=True,
                              capture_output=True, timeout=5 * TIMEOUT,
                              env={**os.environ, "CARBOY_SKIP_INSTALL": "1", **environment})
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_a_missing_program_is_named_with_the_command_that_installs_it(self):
        programs = self.place / "programs"
        programs.mkdir()
        for folder in os.environ["PATH"].split(":"):
            for program in pathlib.Path(folder).glob("*"):
                if program.name != "ninja" and not (programs / program.name).exists():
                    (programs / program.name).symlink_to(program)
        printed = self.tools_build(PATH=str(programs))
        self.assertIn("The program ninja is not installed.", printed)
        self.assertIn("tools/install-packages build", printed)

    def test_a_missing_library_is_named_with_the_command_that_installs_it(self):
        printed = self.tools_build(PKG_CONFIG_LIBDIR=str(self.place / "nowhere"))
        self.assertIn("libpistache", printed)
        self.assertIn("tools/install-packages build", printed)

    def test_nothing_is_downloaded_when_all_packages_are_there(self):
        offline = self.place / "offline"
        offline.mkdir()
        (offline / "apt-get").write_text('#!/bin/sh\ntouch "${0%/*}/called"\nexit 100\n')
        (offline / "apt-get").chmod(0o755)
        environment = {**os.environ, "PATH": f"{offline}:{os.environ['PATH']}"}
        environment.pop("CARBOY_SKIP_INSTALL", None)
        done = subprocess.run([self.tree / "tools" / "install-packages", "build", "test"], cwd=self.place, text=True,
                              capture_output=True, timeout=TIMEOUT, env=environment)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertFalse((offline / "called").exists(), "apt-get was called")

    def test_a_read_only_tree_with_a_space_in_its_path_builds(self):
        user = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        subprocess.run(["chmod", "-R", "a+rX,a-w", self.tree], check=True)
        self.addCleanup(subprocess.run, ["chmod", "-R", "u+w", self.tree], check=True)
        build = self.place / "a build"
        build.mkdir()
        build.chmod(0o777)
        for command in (["cmake", "-G", "Ninja", "-S", self.tree, "-B", build, "-DCARBOY_TESTS=OFF"],
                        ["ninja", "-C", build, "hello"]):
            done = subprocess.run(command, cwd=build, text=True, capture_output=True, timeout=5 * TIMEOUT,
                                  env={**os.environ, "HOME": str(build), "CCACHE_DISABLE": "1"}, **user)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertTrue((build / "extensions" / "hello.so").is_file())


if __name__ == "__main__":
    unittest.main()
