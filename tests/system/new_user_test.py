"""Types the commands of docs/tutorial-composers.md like a new user: with the installed prefix, in an empty folder."""

import http.client
import os
import pathlib
import queue
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import unittest

from carboy_process import install_prefix, TIMEOUT, SOURCE


class Terminal:
    """A program in a terminal of its own; tests wait for its output."""

    def __init__(self, command, folder, environment):
        self.process = subprocess.Popen(command, cwd=folder, env=environment, shell=True, executable="/bin/bash",
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                        start_new_session=True)
        self.lines = queue.Queue()
        threading.Thread(target=self.gather, daemon=True).start()

    def gather(self):
        with self.process.stdout as said:
            for line in said:
                self.lines.put(line)
        self.lines.put(None)

    def wait_for(self, pattern):
        heard = ""
        while True:
            line = self.lines.get(timeout=TIMEOUT)
            if line is None:
                raise AssertionError(f"{pattern!r} was not printed, but:\n{heard}")
            heard += line
            found = re.search(pattern, line)
            if found:
                return found

    def stop(self):
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(TIMEOUT)


class NewUser(unittest.TestCase):
    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="carboy-new-user-"))
        self.addCleanup(shutil.rmtree, self.place, ignore_errors=True)
        prefix = install_prefix(self.place)
        self.folder = self.place / "empty"
        self.folder.mkdir()
        # The app gets a free port; everything else is as in the tutorial.
        self.environment = {**os.environ, "PATH": f"{prefix / 'bin'}:{os.environ['PATH']}",
                            "CARBOY_SERVER__BIND": '["127.0.0.1:0"]', "CMAKE_GENERATOR": "Ninja"}
        self.typed = []

    def type(self, command, status=0):
        """Types a command of the tutorial and returns its output."""
        self.typed.append(command)
        done = subprocess.run(command, cwd=self.folder, env=self.environment, shell=True, executable="/bin/bash",
                              capture_output=True, text=True, timeout=5 * TIMEOUT)
        self.assertEqual(done.returncode, status, f"{command}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def open_terminal(self, command):
        self.typed.append(command)
        terminal = Terminal(command, self.folder, self.environment)
        self.addCleanup(lambda: terminal.process.poll() is None and os.killpg(terminal.process.pid, signal.SIGKILL))
        return terminal

    def get(self, port, target):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        connection.request("GET", target)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def port(self, terminal):
        return int(terminal.wait_for(r"^http://127\.0\.0\.1:(\d+)").group(1))

    def test_the_tutorial(self):
        self.make_an_app()
        self.add_an_extension()
        self.change_a_setting()
        self.take_a_newer_version()
        self.lock_break_and_go_back()
        told = re.findall(r"^```sh\n(.*?)^```", (SOURCE / "docs" / "tutorial-composers.md").read_text(), re.S | re.M)
        self.assertEqual(self.typed, [line for block in told for line in block.splitlines()])

    def make_an_app(self):
        self.type("carboy new bookshop")
        self.typed.append("cd bookshop")
        self.folder /= "bookshop"
        self.first = self.open_terminal("carboy run --reload")
        self.reloading = self.port(self.first)
        self.assertEqual(self.get(self.reloading, "/")[0], 404)

    def add_an_extension(self):
        self.type("carboy ext new visitors")
        self.type("cmake -S visitors -B visitors/build")
        self.type("cmake --build visitors/build")
        self.assertIn("100% tests passed", self.type("ctest --test-dir visitors/build"))
        self.assertIn("visitors 0.1.0", self.type("carboy ext inspect visitors/build/visitors.so"))
        self.assertIn("ok    init, stop, init again", self.type("carboy ext check visitors/build/visitors.so"))
        self.type("carboy ext install visitors/build/visitors.so")
        self.type("carboy ext enable visitors")
        self.first.wait_for("visitors 0.1.0 .* serves")
        self.assertIn("/visitors/<name>", self.type("carboy routes"))
        self.assertIn("Hello, Ada!", self.type("carboy request GET /visitors/Ada"))
        self.assertEqual(self.get(self.reloading, "/visitors/Ada"), (200, "Hello, Ada!"))
        self.assertEqual(self.get(self.reloading, "/visitors/static/about.txt")[0], 200)

    def change_a_setting(self):
        with open(self.folder / "app.toml", "a") as file:
            file.write('\n[visitors]\ngreeting = "Good day"\n')
        self.first.wait_for("visitors 0.1.0 -> 0.1.0 .* swapped")
        self.assertEqual(self.get(self.reloading, "/visitors/Ada"), (200, "Good day, Ada!"))
        self.assertIn("app.toml is valid", self.type("carboy config check"))
        self.assertIn('visitors.greeting', self.type("carboy config show"))
        self.assertEqual(self.first.stop(), 0)

    def take_a_newer_version(self):
        running = self.open_terminal("carboy run")
        port = self.port(running)
        manifest = self.folder / "visitors" / "extension.json"
        manifest.write_text(manifest.read_text().replace("0.1.0", "0.2.0"))
        self.type("cmake --build visitors/build")
        self.type("carboy ext install visitors/build/visitors.so")
        self.assertIn("visitors 0.1.0 -> 0.2.0", self.type("carboy ext reload visitors"))
        self.assertEqual(self.get(port, "/visitors/Ada"), (200, "Good day, Ada!"))
        self.assertEqual(running.stop(), 0)

    def lock_break_and_go_back(self):
        self.assertIn("added      visitors 0.2.0", self.type("carboy ext lock"))
        self.type("printf x >> extensions/visitors.so")
        self.assertIn("  modified   visitors 0.2.0", self.type("carboy run", status=1))
        self.type("carboy ext rollback")
        for command in ("carboy run", "carboy serve"):
            running = self.open_terminal(command)
            self.assertEqual(self.get(self.port(running), "/visitors/Ada"), (200, "Good day, Ada!"))
            self.assertEqual(running.stop(), 0)


if __name__ == "__main__":
    unittest.main()
