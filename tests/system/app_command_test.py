"""Commands of extensions that run inside the app that serves their folder."""

import json
import os
import pathlib
import pty
import select
import signal
import subprocess
import unittest

from carboy_process import AppTest, TIMEOUT

CONFIG = '[app]\nname = "shop"\nextensions = ["kit"]\n\n[server]\ndrain_timeout = "300 ms"\n'


class Terminal:
    """A program on a terminal of its own, whose Ctrl-C reaches it alone."""

    def __init__(self, arguments, folder):
        child, self.fd = pty.fork()
        if child == 0:
            os.chdir(folder)
            os.execv(arguments[0], [str(argument) for argument in arguments])
        self.pid, self.seen = child, ""

    def wait_for(self, text):
        while text not in self.seen:
            if not select.select([self.fd], [], [], TIMEOUT)[0]:
                raise AssertionError(f"{text!r} was not printed, but {self.seen!r}")
            try:
                self.seen += os.read(self.fd, 4096).decode()
            except OSError:
                raise AssertionError(f"{text!r} was not printed, but {self.seen!r}") from None

    def type(self, text):
        os.write(self.fd, text.encode())

    def end(self):
        """Returns the exit status."""
        try:
            while select.select([self.fd], [], [], TIMEOUT)[0]:
                piece = os.read(self.fd, 4096)
                if not piece:
                    break
                self.seen += piece.decode()
        except OSError:
            pass
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


class AppCommand(AppTest):
    def setUp(self):
        super().setUp()
        self.install("v1", "kit")
        self.write_config(CONFIG)

    def terminal(self, *words):
        return Terminal([self.program, *words], self.folder)

    def poll(self, running, target, value):
        """Asks until the answer is `value`; there is no other sign of what a command has done."""
        for _ in range(20000):
            if running.get(target)[1] == value:
                return
        self.fail(f"{target} never was {value}")

    # ---- where it runs

    def test_it_sees_what_the_running_app_has_in_memory(self):
        with self.run_app() as running:
            empty = self.carboy("kit", "stats")
            self.assertEqual((empty.returncode, empty.stdout, empty.stderr), (3, "0\n", ""))
            running.get("/")
            running.get("/")
            done = self.carboy("kit", "stats", "--json", "a note")
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, '{"requests": 2}\n', "a note\n"))

    def test_without_an_app_it_runs_in_its_own_process_and_says_so(self):
        done = self.carboy("kit", "stats")
        self.assertEqual((done.returncode, done.stdout), (3, "0\n"))
        self.assertEqual(done.stderr, "No app serves this folder; carboy kit stats runs in a process of its own.\n")

    def test_only_in_the_running_app(self):
        refused = self.carboy("kit", "only")
        self.assertEqual((refused.returncode, refused.stdout), (1, ""))
        self.assertIn("carboy kit only works only in a running app, and no app serves this folder.", refused.stderr)
        self.assertIn("`carboy run`", refused.stderr)
        with self.run_app():
            self.assertEqual(self.carboy("kit", "only").stdout, "run\n")
        with self.run_app(command="serve"):
            self.assertEqual(self.carboy("kit", "only").stdout, "serve\n")

    # ---- words

    def test_help_and_mistakes_in_its_words(self):
        for around in (False, True):
            if around:
                running = self.run_app().__enter__()
                self.addCleanup(running.__exit__)
            helped = self.carboy("kit", "stats", "--help")
            self.assertEqual((helped.returncode, helped.stderr), (0, ""))
            self.assertIn("  --json      Print JSON\n", helped.stdout)
            self.assertIn("  3  There were none\n", helped.stdout)
            wrong = self.carboy("kit", "stats", "--jsno")
            self.assertEqual((wrong.returncode, wrong.stdout), (2, ""))
            self.assertIn('there is no option --jsno. Did you mean "--json"?', wrong.stderr)
            misspelt = self.carboy("kit", "sttas")
            self.assertEqual((misspelt.returncode, misspelt.stdout), (2, ""))
            self.assertIn('carboy has no command "kit sttas". Did you mean "kit stats"?', misspelt.stderr)
            self.assertIn("  carboy kit stats\n", self.carboy("kit", "--help").stdout)

    def test_help_completion_and_the_manual_list_it(self):
        overview = self.carboy("--help")
        self.assertEqual((overview.returncode, overview.stderr), (0, ""))
        self.assertRegex(overview.stdout, r"Commands of extensions:?\n +kit +")
        self.assertEqual(self.carboy("completion-words", "kit").stdout.splitlines()[1].split(),
                         ["stats", "only", "ask", "own", "throw", "flood", "wait"])
        self.assertIn("--json", self.carboy("completion-words", "kit stats").stdout.splitlines()[0].split())
        page = self.carboy("man-page").stdout
        self.assertIn(".SS carboy kit stats", page)
        self.assertIn("Exit status: 3 There were none.", page)

    def test_help_of_an_app_that_does_not_start(self):
        self.write_config('[app]\nname = "shop"\nextensions = ["missing"]\n')
        overview = self.carboy("--help")
        self.assertEqual(overview.returncode, 0)
        self.assertIn("serve", overview.stdout)
        self.assertIn("The commands of its extensions are therefore not listed.", overview.stderr)

    # ---- questions

    def test_it_asks_at_the_terminal_of_its_user(self):
        with self.run_app():
            terminal = self.terminal("kit", "ask")
            terminal.wait_for("Name:")
            terminal.type("Ada\n")
            terminal.wait_for("Password:")
            terminal.type("secret\n")
            self.assertEqual(terminal.end(), 0, terminal.seen)
            self.assertIn("Ada has a password of 6", terminal.seen)
            self.assertNotIn("secret", terminal.seen)

    def test_it_asks_in_its_own_process(self):
        terminal = self.terminal("kit", "own")
        terminal.wait_for("Name:")
        terminal.type("Ada\n")
        self.assertEqual(terminal.end(), 0, terminal.seen)
        self.assertIn("own Ada", terminal.seen)

    def test_without_a_terminal_nobody_is_asked(self):
        for around in (False, True):
            if around:
                running = self.run_app().__enter__()
                self.addCleanup(running.__exit__)
            refused = self.carboy("kit", "ask", input="Ada\nsecret\n")
            self.assertEqual((refused.returncode, refused.stdout), (1, ""))
            self.assertIn('The command asks "Name:", but its standard input is no terminal.', refused.stderr)

    # ---- how it ends

    def test_a_command_that_throws(self):
        with self.run_app() as running:
            failed = self.carboy("kit", "throw")
            self.assertEqual((failed.returncode, failed.stdout), (1, "before\n"))
            self.assertEqual(failed.stderr, "the flux is out of order\n")
            self.assertEqual(running.get("/")[0], 200)

    def test_100_megabytes_are_streamed(self):
        with self.run_app() as running:
            def resident():
                status = pathlib.Path(f"/proc/{running.process.pid}/status").read_text()
                return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
            before = resident()
            with subprocess.Popen([self.program, "kit", "flood"], cwd=self.folder, stdout=subprocess.PIPE) as client:
                count = 0
                while piece := client.stdout.read(1 << 20):
                    count += len(piece)
                self.assertEqual(client.wait(timeout=TIMEOUT), 0)
            self.assertEqual(count, 100_000_000)
            self.assertLess(resident() - before, 20_000, "kB that the app has grown")

    def test_ctrl_c_cancels_the_command_and_nothing_else(self):
        with self.run_app() as running:
            terminal = self.terminal("kit", "wait")
            terminal.wait_for("waiting")
            terminal.type("\x03")
            self.assertEqual(terminal.end(), 130, terminal.seen)
            self.assertIn("put away", terminal.seen)
            self.assertEqual(running.get("/cancelled"), (200, "1"))

    def test_ctrl_c_in_its_own_process(self):
        terminal = self.terminal("kit", "wait")
        terminal.wait_for("waiting")
        terminal.type("\x03")
        self.assertEqual(terminal.end(), 130, terminal.seen)
        self.assertIn("put away", terminal.seen)

    def test_it_is_cancelled_when_its_client_has_gone(self):
        with self.run_app() as running:
            with subprocess.Popen([self.program, "kit", "wait"], cwd=self.folder, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE) as client:
                self.poll(running, "/waiting", "1")
                client.kill()
            self.poll(running, "/cancelled", "1")

    def test_a_swap_waits_for_it_and_then_cancels_it(self):
        with self.run_app() as running:
            with subprocess.Popen([self.program, "kit", "wait"], cwd=self.folder, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True) as client:
                self.poll(running, "/waiting", "1")
                self.install("v2", "kit")
                swapped = self.carboy("ext", "reload", "kit")
                self.assertIn("old library unloaded", swapped.stdout, swapped.stderr)
                out, err = client.communicate(timeout=TIMEOUT)
            self.assertEqual((client.returncode, out), (1, "waiting\n"))
            self.assertEqual(err, "put away\nThe command was cancelled, because kit is being replaced or stopped.\n")

    def test_the_end_of_the_app_ends_it(self):
        with self.run_app() as running:
            with subprocess.Popen([self.program, "kit", "wait"], cwd=self.folder, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True) as client:
                self.poll(running, "/waiting", "1")
                self.assertEqual(running.end(signal.SIGTERM), 0)
                client.communicate(timeout=TIMEOUT)
            self.assertEqual(client.returncode, 1)

    # ---- what an extension costs

    def test_info_shows_what_it_costs(self):
        with self.run_app() as running:
            for target in ["/"] * 20 + ["/broken"] * 2 + ["/nowhere"]:
                running.get(target)
            info = json.loads(self.carboy("ext", "info", "kit", "--json").stdout)["running"]
            self.assertEqual((info["cost"]["requests"], info["cost"]["errors"]), (22, 2))
            self.assertGreater(info["cost"]["inside_ms"], 0)
            costs = {route["rule"]: route["cost"] for route in info["routes"]}
            self.assertEqual((costs["/"]["requests"], costs["/broken"]["requests"], costs["/waiting"]["requests"]),
                             (20, 2, 0))
            self.assertEqual(sum(bucket["count"] for bucket in costs["/"]["histogram"]), 20)
            self.assertLessEqual(costs["/"]["p50_ms"], costs["/"]["p99_ms"])
            text = self.carboy("ext", "info", "kit").stdout
            self.assertRegex(text, r"(?m)^cost +22 requests, 2 errors, [\d.e+-]+ ms inside its code$")
            self.assertRegex(text, r"(?m) /   .*   20 requests, half within [\d.e+-]+ ms, 99 % within [\d.e+-]+ ms$")

    def test_an_announcement_goes_to_the_log_without_a_terminal(self):
        with self.run_app() as running:
            running.end()
            self.assertIn(f"figures at http://127.0.0.1:{running.port}/", running.process.stderr.read())


if __name__ == "__main__":
    unittest.main()
