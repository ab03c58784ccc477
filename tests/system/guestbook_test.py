"""examples/guestbook, built like a separate repository: against the installed and moved prefix only."""

import http.client
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import urllib.parse

from carboy_process import AppTest, install_prefix, TIMEOUT, SOURCE


class Guestbook(AppTest):
    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="carboy-guestbook-"))
        cls.addClassCleanup(shutil.rmtree, cls.place, ignore_errors=True)
        cls.prefix = install_prefix(cls.place)
        cls.program = cls.prefix / "bin" / "carboy"
        cls.project = cls.place / "guestbook"
        shutil.copytree(SOURCE / "examples" / "guestbook", cls.project, ignore=shutil.ignore_patterns("build"))
        cls.run_in_project("cmake", "-G", "Ninja", "-B", "build", f"-DCMAKE_PREFIX_PATH={cls.prefix}")
        cls.run_in_project("cmake", "--build", "build")

    @classmethod
    def run_in_project(cls, *command):
        done = subprocess.run(command, cwd=cls.project, capture_output=True, text=True, timeout=5 * TIMEOUT)
        if done.returncode != 0:
            raise AssertionError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def setUp(self):
        super().setUp()
        shutil.copy(self.project / "build" / "guestbook.so", self.folder / "extensions")
        self.write_config('[app]\nname = "x"\nextensions = ["guestbook"]\n\n[guestbook]\npage_size = 1\n')

    def sign(self, running, name):
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=TIMEOUT)
        connection.request("POST", "/guestbook/", urllib.parse.urlencode({"name": name, "text": "was here"}),
                           {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.getheader("Location")

    def test_its_own_tests(self):
        output = self.run_in_project("ctest", "--test-dir", "build", "--output-on-failure", "--no-tests=error")
        self.assertIn("100% tests passed", output)
        self.assertIn("Guestbook.KeepsAnEntry", output)

    def test_ext_check_finds_nothing(self):
        checked = self.carboy("ext", "check", "--strict", "--swaps", "3", self.project / "build" / "guestbook.so")
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_it_serves(self):
        with self.run_app() as running:
            self.assertEqual(self.sign(running, "Ada <3"), (303, "/guestbook/"))
            status, page = running.get("/guestbook/")
            self.assertEqual(status, 200)
            self.assertIn("<b>Ada &lt;3</b> was here", page)
            status, style = running.get("/guestbook/static/guestbook.css")
            self.assertEqual((status, style), (200, (self.project / "static/guestbook.css").read_text()))

    def test_its_app_toml_wraps_the_routes_of_single_entries(self):
        shutil.copy(self.project / "app.toml", self.folder)
        wrapped = [line.split()[0] for line in self.carboy("routes").stdout.splitlines() if "guestbook.Unhurried" in line]
        self.assertEqual(wrapped, ["/guestbook/", "/guestbook/<int:id>"], "the first one by its code, for POST")
        with self.run_app() as running:
            self.assertEqual(running.get("/guestbook/")[0], 200)
            # One request a second: of many in a row, one is refused however slow the machine is.
            self.assertIn(429, (running.get("/guestbook/1")[0] for _ in range(1_000)))
            self.assertEqual(running.get("/guestbook/")[0], 200)

    def test_its_list_is_a_stored_page(self):
        with self.run_app(command="serve") as running:
            self.sign(running, "Ada")
            connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=TIMEOUT)
            connection.request("GET", "/guestbook/")
            answer = connection.getresponse()
            self.assertIn("Ada", answer.read().decode())
            self.assertEqual(answer.getheader("Cache-Control"), "no-cache")
            connection.request("GET", "/guestbook/", headers={"If-None-Match": answer.getheader("ETag")})
            again = connection.getresponse()
            self.assertEqual((again.status, again.read()), (304, b""))
            connection.close()
            self.assertEqual(self.carboy("guestbook", "purge", "--all").stdout, "1 removed\n")
            self.assertNotIn("Ada", running.get("/guestbook/")[1])

    def test_its_entries_survive_a_swap(self):
        with self.run_app() as running:
            self.assertEqual(self.sign(running, "Grace")[0], 303)
            swapped = self.carboy("ext", "reload", "guestbook")
            self.assertEqual(swapped.returncode, 0, swapped.stderr)
            self.assertIn("old library unloaded", swapped.stdout)
            self.assertIn("Grace", running.get("/guestbook/")[1])

    def test_its_command(self):
        purged = self.carboy("guestbook", "purge")
        self.assertEqual((purged.returncode, purged.stdout), (0, "0 removed\n"))

    def test_inspect_describes_it(self):
        shown = self.carboy("ext", "inspect", "extensions/guestbook.so")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        for text in ("guestbook 1.0.0", "guestbook.Entries 1.0", "page_size", "1 static file"):
            self.assertIn(text, shown.stdout)


if __name__ == "__main__":
    unittest.main()
