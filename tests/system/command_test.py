"""The `carboy` command from outside: its output and exit status."""

import json
import os
import pty
import select
import shutil
import signal
import socket
import subprocess
import unittest

from carboy_process import AppTest, FIXTURES, TIMEOUT, needed

SWAPPED = '[app]\nname = "shop"\nextensions = ["swapped"]\n'


class Run(AppTest):
    def setUp(self):
        super().setUp()
        self.install("v1", "swapped")
        self.write_config(SWAPPED)

    def test_serves_and_ends(self):
        with self.run_app() as running:
            self.assertEqual(running.banner[0], "carboy 1.0.0   shop   app.toml   debug")
            self.assertEqual(running.banner[1], "extensions   swapped 1.0.0")
            self.assertRegex(running.banner[2], r"^4 routes, 1 service, started in \d+ ms$")
            self.assertRegex(running.banner[3], r"^http://127\.0\.0\.1:\d+      Ctrl-C stops$")
            self.assertEqual(running.get("/v"), (200, "version 1"))
            self.assertEqual(running.end(signal.SIGTERM), 0)
        self.assertFalse((self.folder / ".carboy" / "control.sock").exists())
        self.assertEqual(list((self.folder / ".carboy" / "run").iterdir()), [], "private copies were not removed")

    def test_ctrl_c_ends_it(self):
        with self.run_app() as running:
            self.assertEqual(running.end(signal.SIGINT), 0)

    def test_serve_shows_no_debug(self):
        with self.run_app(command="serve") as running:
            self.assertEqual(running.banner[0], "carboy 1.0.0   shop   app.toml")

    def test_one_process_per_folder(self):
        with self.run_app():
            second = self.carboy("run", "--bind", "127.0.0.1:0")
            self.assertEqual(second.returncode, 1)
            self.assertIn("This app is already running in this folder", second.stderr)

    def test_a_killed_process_does_not_block_the_next_start(self):
        with self.run_app() as running:
            running.process.kill()
            running.process.wait(timeout=TIMEOUT)
            self.assertTrue((self.folder / ".carboy" / "control.sock").exists())
        with self.run_app() as running:
            self.assertEqual(running.get("/v")[0], 200)
            copies = list((self.folder / ".carboy" / "run").iterdir())
            self.assertEqual(len(copies), 1, "the copies of the dead process were not removed")

    def test_an_occupied_port(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            address = "127.0.0.1:%d" % taken.getsockname()[1]
            refused = self.carboy("run", "--bind", address)
        self.assertEqual(refused.returncode, 1)
        self.assertIn(address, refused.stderr)

    def test_only_the_owner_may_use_the_control_socket(self):
        with self.run_app():
            self.assertEqual((self.folder / ".carboy").stat().st_mode & 0o777, 0o700)
            self.assertEqual((self.folder / ".carboy" / "control.sock").stat().st_mode & 0o777, 0o600)

    def test_a_run_folder_that_is_mounted_noexec(self):
        (self.folder / ".carboy").mkdir()
        command = self.with_own_mount(self.folder / ".carboy", "noexec")
        tried = subprocess.run([*command, self.program, "run", "--bind", "127.0.0.1:0"], cwd=self.folder,
                               capture_output=True, text=True, timeout=TIMEOUT)
        self.assertEqual(tried.returncode, 1)
        self.assertIn("mounted noexec", tried.stderr)


class Extensions(AppTest):
    def setUp(self):
        super().setUp()
        self.install("v1", "swapped")
        self.write_config(SWAPPED)

    def test_reload(self):
        with self.run_app() as running:
            self.install("v2", "swapped")
            done = self.carboy("ext", "reload", "swapped")
            self.assertRegex(done.stdout, r"^swapped 1\.0\.0 -> 2\.0\.0   started \d+ ms · swapped · "
                                          r"\d+ requests? drained \d+ ms · old library unloaded\n$")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertEqual(running.get("/v"), (200, "version 2"))

    def test_a_refused_reload(self):
        with self.run_app() as running:
            self.install("broken", "swapped")
            refused = self.carboy("ext", "reload", "swapped")
            self.assertEqual((refused.returncode, refused.stdout), (1, ""))
            self.assertIn("the flux is out of order", refused.stderr)
            self.assertIn("The app keeps running unchanged.", refused.stderr)
            self.assertEqual(running.get("/v"), (200, "version 1"))

    def test_reload_where_nothing_runs(self):
        refused = self.carboy("ext", "reload", "swapped")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("No app runs in this folder", refused.stderr)

    def test_list(self):
        with self.run_app():
            self.assertRegex(self.carboy("ext", "list").stdout, r"^swapped +1\.0\.0 +active +provides swapped\.Counter\n$")
            rows = json.loads(self.carboy("ext", "list", "--json").stdout)
            services = {"provides": {"swapped.Counter": "1.0"}, "contributes": {}, "uses": {}}
            self.assertEqual([row["name"] for row in rows], ["swapped"])
            told = {key: rows[0][key] for key in ("version", "state", "reason", "enabled", "services", "settings")}
            self.assertEqual(told, {"version": "1.0.0", "state": "active", "reason": "", "enabled": True,
                                    "services": services, "settings": {}})
        self.assertRegex(self.carboy("ext", "list").stdout, r"^swapped +1\.0\.0 +enabled +provides swapped\.Counter\n$")
        self.install("v1", "streamer")
        available = self.carboy("ext", "list", "--available").stdout
        self.assertRegex(available, r"(?m)^streamer +1\.0\.0 +available$")
        self.write_config("[app]\n")
        listed = self.carboy("ext", "list")
        self.assertEqual((listed.returncode, listed.stdout), (0, ""))
        self.assertIn("No extension is enabled here.", listed.stderr)

    def test_services_with_many_providers(self):
        for name in ("board", "first", "second"):
            self.install("v1", name)
        self.write_config('[app]\nname = "x"\nextensions = ["board", "first", "second"]\n')
        with self.run_app():
            self.assertRegex(self.carboy("ext", "list").stdout, r"(?m)^second +1\.0\.0 +active +adds to board\.Card$")
            self.assertRegex(self.carboy("ext", "info", "board").stdout, r"(?m)^reads +board\.Card 1   second, first$")
            info = json.loads(self.carboy("ext", "info", "board", "--json").stdout)
            self.assertEqual(info["running"]["reads"], [
                {"id": "board.Card", "major": 1, "providers": [{"extension": "second", "priority": 10},
                                                               {"extension": "first", "priority": 0}]}])
            self.assertRegex(self.carboy("ext", "info", "second").stdout, r"(?m)^adds to +board\.Card 1\.0$")

    def test_two_providers_of_one_service(self):
        for name in ("store", "depot"):
            self.install("v1", name)
        config = '[app]\nname = "x"\nextensions = ["store", "depot"]\n'
        self.write_config(config)
        refused = self.carboy("run")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("store 1.0.0 and depot 1.0.0 both provide the service store.Store", refused.stderr)
        line = '[app] provide = { "store.Store" = "store" }'
        self.assertIn(line, refused.stderr)
        self.write_config(config + line.removeprefix("[app] ").replace('"store" }', '"depot" }') + "\n")
        with self.run_app() as running:
            self.assertEqual(running.get("/who")[1], "depot")
            self.install("v2", "store")
            self.assertEqual(self.carboy("ext", "reload", "store").returncode, 0)
            self.assertEqual(running.get("/who")[1], "depot")

    def test_inspect(self):
        shown = self.carboy("ext", "inspect", "extensions/swapped.so")
        self.assertEqual(shown.returncode, 0)
        self.assertRegex(shown.stdout, r"^swapped 1\.0\.0 ")
        self.assertRegex(shown.stdout, r"(?m)^provides   swapped\.Counter 1\.0$")
        described = json.loads(self.carboy("ext", "inspect", "--json", "extensions/swapped.so").stdout)
        self.assertEqual(described["name"], "swapped")


class Mistakes(AppTest):
    def report(self, config):
        self.write_config(config)
        refused = self.carboy("run", "--bind", "127.0.0.1:0")
        self.assertEqual((refused.returncode, refused.stdout), (1, ""))
        for word in ("std::", "exception", str(self.folder)):
            self.assertNotIn(word, refused.stderr)
        return refused.stderr

    def test_all_mistakes_of_a_configuration_at_once(self):
        self.install("v1", "swapped")
        report = self.report('[app]\nname = "shop"\nextensions = ["swaped"]\n\n[server]\nbind = ["127.0.0.1:70000"]\n'
                             'wrokers = 2\n\n[swapped]\npage_size = 5\n')
        lines = report.splitlines()
        self.assertEqual(lines[0], "app.toml has 4 mistakes; nothing was started.")
        self.assertIn('  app.toml:3:15   extensions: there is no extension "swaped". Did you mean "swapped"?', lines)
        self.assertIn("`carboy ext list --available` shows what can be enabled.", report)
        self.assertRegex(report, r"  app\.toml:6:8    \[server\] bind: .*70000.*65535")
        self.assertIn('  app.toml:7:1    [server] wrokers: no such setting. Did you mean "workers"?', lines)
        self.assertRegex(report, r"  app\.toml:10:1   \[swapped\] page_size: ")

    def test_a_requirement_that_is_not_met(self):
        self.install("required", "consumer")
        report = self.report('[app]\nname = "shop"\nextensions = ["consumer"]\n')
        self.assertRegex(report, r"^Cannot start shop: 1 requirement is not met\.\n\n  consumer 1\.0\.0 needs swapped")

    def test_a_requirement_that_is_not_enabled(self):
        self.install("v1", "swapped")
        self.install("required", "consumer")
        report = self.report('[app]\nname = "shop"\nextensions = ["consumer"]\n')
        self.assertIn("carboy ext enable swapped", report)

    def test_no_app_here(self):
        refused = self.carboy("run")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("There is no app.toml here", refused.stderr)


class WithoutAServer(AppTest):
    def setUp(self):
        super().setUp()
        self.install("v1", "swapped")
        self.write_config(SWAPPED)

    def test_routes(self):
        listed = self.carboy("routes")
        self.assertEqual((listed.returncode, listed.stderr), (0, ""))
        self.assertRegex(listed.stdout, r"(?m)^/v +GET,HEAD,OPTIONS +swapped$")
        rows = json.loads(self.carboy("routes", "--json", "--sort", "extension").stdout)
        self.assertIn("/v", [row["rule"] for row in rows])
        self.assertEqual({row["extension"] for row in rows}, {"swapped"})
        self.assertEqual(self.carboy("routes", "--sort", "size").returncode, 2)

    def test_one_request(self):
        answer = self.carboy("request", "GET", "/v")
        self.assertEqual(answer.returncode, 0)
        self.assertTrue(answer.stdout.startswith("HTTP/1.1 200 OK\n"), answer.stdout)
        self.assertTrue(answer.stdout.endswith("\n\nversion 1\n"), answer.stdout)
        missing = self.carboy("request", "GET", "/none", "--json")
        self.assertEqual((missing.returncode, json.loads(missing.stdout)["status"]), (1, 404))
        refused = self.carboy("request", "GET", "/v", "-H", "no header")
        self.assertEqual((refused.returncode, refused.stderr), (1, '"no header" is not a header: write Name: value.\n'))

    def test_an_app_that_cannot_start(self):
        self.write_config(SWAPPED.replace("swapped", "swaped"))
        for words in (["routes"], ["request", "GET", "/v"]):
            self.assertIn("Did you mean", self.carboy(*words).stderr)


class Enabling(AppTest):
    CONFIG = '[app]  # the shop\nextensions = [\n  "swapped",  # counts\n]\n'

    def setUp(self):
        super().setUp()
        self.install("v1", "swapped")
        self.install("required", "consumer")
        self.write_config(self.CONFIG)

    def text(self):
        return (self.folder / "app.toml").read_text()

    def test_enable_and_disable(self):
        enabled = self.carboy("ext", "enable", "consumer")
        self.assertEqual((enabled.returncode, enabled.stdout),
                         (0, "consumer 1.0.0 is enabled. It starts with the app: carboy run\n"))
        self.assertEqual(self.text(), self.CONFIG.replace("\n]\n", '\n  "consumer",\n]\n'))
        self.assertEqual(self.carboy("ext", "enable", "consumer").stdout, "consumer is already enabled.\n")
        with self.run_app() as running:
            self.assertEqual(running.get("/v")[0], 200)
        self.assertEqual(self.carboy("ext", "disable", "consumer").returncode, 0)
        self.assertEqual(self.text(), self.CONFIG)

    def test_a_change_that_would_keep_the_app_from_starting_is_refused(self):
        self.carboy("ext", "enable", "consumer")
        before = self.text()
        refused = self.carboy("ext", "disable", "swapped")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("consumer 1.0.0 needs swapped", refused.stderr)
        self.assertIn("app.toml was not changed.", refused.stderr)
        self.assertEqual(self.text(), before)
        self.write_config('[app]\nextensions = []\n')
        self.assertIn("carboy ext enable swapped", self.carboy("ext", "enable", "consumer").stderr)

    def test_a_wrong_name_gets_a_suggestion(self):
        self.assertIn('Did you mean "consumer"?', self.carboy("ext", "enable", "consumr").stderr)
        self.assertIn('Did you mean "swapped"?', self.carboy("ext", "disable", "swaped").stderr)
        self.assertEqual(self.text(), self.CONFIG)

    def test_many_at_once_lose_nothing(self):
        self.write_config("[app]\nextensions = []\n")
        started = [subprocess.Popen([self.program, "ext", *words], cwd=self.folder, stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL)
                   for _ in range(5) for words in (["enable", "swapped"], ["disable", "swapped"])]
        for process in started:
            self.assertEqual(process.wait(timeout=TIMEOUT), 0)
        self.assertIn(self.text(), ("[app]\nextensions = []\n", '[app]\nextensions = ["swapped"]\n'))
        self.assertEqual([path.name for path in self.folder.iterdir() if path.name.startswith(".app")], [])


class Commands(AppTest):
    def test_a_name_of_carboys_own_is_refused(self):
        shutil.copy(FIXTURES / "check" / "own_command" / "checked.so", self.folder / "extensions")
        self.write_config('[app]\nname = "shop"\nextensions = ["checked"]\n')
        refused = self.carboy("routes")
        self.assertEqual(refused.returncode, 1)
        self.assertEqual(refused.stderr, "Cannot start shop: carboy 1.0.0 and checked 1.0.0 both have a command "
                         '"run".\n      carboy ext disable checked\n')

    def test_one_name_of_two_extensions_is_refused(self):
        for name in ("first", "second"):
            shutil.copy(FIXTURES / "commands" / f"{name}.so", self.folder / "extensions")
        self.write_config('[app]\nname = "shop"\nextensions = ["first", "second"]\n')
        refused = self.carboy("shop", "tidy")
        self.assertEqual(refused.returncode, 1)
        self.assertEqual(refused.stderr, "Cannot start shop: first 1.0.0 and second 1.0.0 both have a command "
                         '"shop tidy".\n      carboy ext disable second\n')
        self.carboy("ext", "disable", "second")
        self.assertEqual(self.carboy("shop", "tidy").stdout, "tidied\n")


class Usage(AppTest):
    def test_help_has_examples(self):
        self.assertIn("\nUsage: carboy [OPTIONS] COMMAND\n", self.carboy("--help").stdout)
        for words in ([], ["run"], ["ext"]):
            shown = self.carboy(*words, "--help")
            self.assertEqual(shown.returncode, 0)
            self.assertIn("Example", shown.stdout)
        for word in ("list", "inspect", "check", "info", "install", "remove", "enable", "disable", "configure", "reload", "lock",
                     "rollback", "new", "sign", "key"):
            self.assertIn(f"\n  carboy ext {word}", self.carboy("ext", word, "--help").stdout.replace(" && ", "\n  "))

    def test_a_choice_shows_its_words_only(self):
        self.assertIn("  --sort KEY   ", self.carboy("routes", "--help").stdout)
        wrong = self.carboy("routes", "--sort", "size")
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("--sort: must be rule, endpoint or extension, not size", wrong.stderr)

    def test_version(self):
        self.assertEqual(self.carboy("--version").stdout, "carboy 1.0.0\n")

    def test_wrong_usage(self):
        for words in ([], ["rnu"], ["ext"], ["ext", "reload"], ["run", "--bnd", "x"]):
            self.assertEqual(self.carboy(*words).returncode, 2, words)
        self.assertIn("A command is required.", self.carboy("ext").stderr)
        self.assertIn('Did you mean "run"?', self.carboy("rnu").stderr)
        self.assertEqual(self.carboy("ext", "enalbe", "x").returncode, 2)
        self.assertIn('carboy ext has no command "enalbe". Did you mean "enable"?',
                      self.carboy("ext", "enalbe", "x").stderr)

    def test_completion_for_bash(self):
        script = self.folder / "carboy.bash"
        script.write_text(self.carboy("completion", "bash").stdout)
        self.write_config("[app]\n")

        def complete(*words):
            asked = subprocess.run(
                ["bash", "-c", f'source {script}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _carboy; '
                 'echo "${COMPREPLY[@]}"', "bash", "carboy", *words],
                cwd=self.folder, env={**os.environ, "PATH": f"{self.program.parent}:{os.environ['PATH']}"},
                capture_output=True, text=True, timeout=TIMEOUT)
            self.assertEqual(asked.stderr, "")
            return asked.stdout.split()

        self.assertEqual(complete("r"), ["run", "reload", "routes", "request"])
        self.assertIn("reload", complete("ext", ""))
        self.assertEqual(complete("ext", "lock", "--c"), ["--check"])
        self.assertEqual(complete("ext", "inspect", "carb"), ["carboy.bash"])
        self.assertIn("hello", complete("ext", "enable", "h"))
        self.assertEqual(complete("completion", "z"), ["zsh"])

    def test_completion_for_zsh(self):
        (self.folder / "_carboy").write_text(self.carboy("completion", "zsh").stdout)
        self.write_config("[app]\n")
        zsh = needed("zsh")
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            os.environ.update(PATH=f"{self.program.parent}:{os.environ['PATH']}", TERM="dumb", HOME=str(self.folder))
            os.execv(zsh, ["zsh", "-f", "-i"])
        self.addCleanup(os.waitpid, pid, 0)
        self.addCleanup(os.close, terminal)

        def type_until(typed, wanted):
            os.write(terminal, typed.encode())
            shown = b""
            while wanted.encode() not in shown:
                self.assertTrue(select.select([terminal], [], [], TIMEOUT)[0], f"{typed!r} gave {shown!r}")
                shown += os.read(terminal, 4096)

        type_until(f'PS1="> "; unsetopt zle_bracketed_paste; fpath=({self.folder} $fpath); autoload -Uz compinit; '
                   f'compinit -u -d {self.folder}/dump; print -r rea""dy\n', "\nready")
        for typed, completed in (("carboy ext lo\t", "carboy ext lock "), ("carboy ext lock --c\t", "--check "),
                                 ("carboy ext enable h\t", "carboy ext enable hello "),
                                 ("carboy ext inspect app\t", "app.toml "), ("carboy ro\t", "carboy routes ")):
            type_until(typed, completed)
            os.write(terminal, b"\x15")
        os.write(terminal, b"exit\n")

    def test_the_manual_page_names_every_command(self):
        page = self.carboy("man-page").stdout
        for command in ("run", "serve", "new", "routes", "request", "ext install", "ext rollback", "config docs"):
            self.assertIn(".SS carboy " + command.replace("-", "\\-") + "\n", page)

    def test_a_pipe_that_closes(self):
        for words in (["config", "docs"], ["config", "schema"], ["--help"], ["ext", "list", "--available"]):
            reading, writing = os.pipe()
            os.close(reading)
            done = subprocess.run([self.program, *words], cwd=self.folder, stdout=writing, stderr=subprocess.PIPE,
                                  timeout=TIMEOUT)
            os.close(writing)
            self.assertEqual((done.returncode, done.stderr), (-signal.SIGPIPE, b""), words)

    def test_the_library_has_one_symbol(self):
        library = next((self.program.parent.parent / "lib").glob("libcarboy-host.so.1"))
        listed = subprocess.run([needed("nm"), "-D", "--defined-only", library], capture_output=True, text=True,
                                check=True)
        names = [line.split()[2] for line in listed.stdout.splitlines()]
        if "asan" in os.environ["CARBOY_BUILD"] or "tsan" in os.environ["CARBOY_BUILD"]:
            names = [name for name in names if name.startswith("carboy")]
        self.assertEqual(names, ["carboy_host"])


if __name__ == "__main__":
    unittest.main()
