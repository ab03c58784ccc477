"""Extensions that start, stop and are swapped while the app runs."""

import http.client
import os
import signal
import subprocess
import threading
import unittest

from carboy_process import AppTest, TIMEOUT
from app_command_test import Terminal

CONFIG = '[app]\nname = "shop"\nextensions = ["swapped"]\n'
PAIR = '[app]\nname = "shop"\nextensions = ["pair_giver", "pair_taker"]\n'
TUNED = '[app]\nname = "shop"\nextensions = ["tuned"]\n\n[tuned]\nword = "first"\n'


class Load:
    """Asks for a page again and again; `failed` holds every answer that is not what `is_right` accepts."""

    def __init__(self, running, target, is_right):
        self.running, self.target, self.is_right = running, target, is_right
        self.failed, self.count, self.ends = [], 0, threading.Event()
        self.thread = threading.Thread(target=self.ask)

    def ask(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.running.port, timeout=TIMEOUT)
        while not self.ends.is_set():
            connection.request("GET", self.target)
            answer = connection.getresponse()
            body = answer.read().decode()
            self.count += 1
            if not self.is_right(answer.status, body):
                self.failed.append((answer.status, body))
        connection.close()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *unused):
        self.ends.set()
        self.thread.join()


class Enabling(AppTest):
    def setUp(self):
        super().setUp()
        self.install("v1", "swapped")
        self.install("required", "consumer")
        self.write_config(CONFIG)

    def text(self):
        return (self.folder / "app.toml").read_text()

    def test_one_extension_starts_and_stops_without_the_others(self):
        with self.run_app() as running:
            enabled = self.carboy("ext", "enable", "consumer")
            self.assertEqual((enabled.returncode, enabled.stderr), (0, ""))
            self.assertRegex(enabled.stdout, r"^consumer 1\.0\.0   started \d+ ms · serves\n"
                                             r"consumer 1\.0\.0 is enabled\.\n$")
            self.assertEqual(running.get("/count"), (200, "count 1"))
            self.assertIn('extensions = ["swapped", "consumer"]', self.text())
            disabled = self.carboy("ext", "disable", "consumer")
            self.assertRegex(disabled.stdout, r"^consumer 1\.0\.0   stopped · .* library unloaded\n"
                                              r"consumer is disabled\.\n$")
            self.assertEqual(running.get("/count")[0], 404)
            self.assertEqual(self.text(), CONFIG)
            self.assertEqual(running.get("/starts"), (200, "1"), "swapped was restarted")

    def test_with_requirements_and_dependants(self):
        self.write_config('[app]\nname = "shop"\nextensions = []\n')
        with self.run_app() as running:
            refused = self.carboy("ext", "enable", "consumer")
            self.assertEqual(refused.returncode, 1)
            self.assertIn("consumer 1.0.0 needs swapped", refused.stderr)
            self.assertIn("`carboy ext enable consumer --with-requirements` enables swapped, too.", refused.stderr)
            self.assertEqual(running.get("/v")[0], 404)
            enabled = self.carboy("ext", "enable", "consumer", "--with-requirements")
            self.assertIn("swapped 1.0.0, consumer 1.0.0 are enabled.", enabled.stdout)
            self.assertEqual(running.get("/count"), (200, "count 1"))
            refused = self.carboy("ext", "disable", "swapped")
            self.assertEqual(refused.returncode, 1)
            self.assertIn("consumer 1.0.0 needs swapped", refused.stderr)
            self.assertIn("`carboy ext disable swapped --with-dependants` disables consumer, too.", refused.stderr)
            self.assertEqual(running.get("/count"), (200, "count 1"))
            self.assertEqual(self.carboy("ext", "disable", "swapped", "--with-dependants").returncode, 0)
            self.assertEqual((running.get("/v")[0], running.get("/count")[0]), (404, 404))
        self.assertEqual(self.text(), '[app]\nname = "shop"\nextensions = []\n')

    def test_what_is_not_enabled_is_not_reloaded(self):
        self.write_config('[app]\nname = "shop"\nextensions = ["swapped"]\n')
        with self.run_app():
            refused = self.carboy("ext", "reload", "swapped", "consumer")
            self.assertEqual(refused.returncode, 1)
            self.assertIn("consumer is not enabled: carboy ext enable consumer", refused.stderr)

    def test_a_refused_change_says_that_the_app_keeps_running(self):
        self.write_config('[app]\nname = "shop"\nextensions = []\n')
        with self.run_app():
            refused = self.carboy("ext", "enable", "consumer")
            self.assertTrue(refused.stderr.startswith("Nothing was changed: 1 requirement is not met."), refused.stderr)
            self.assertIn("The app keeps running unchanged.", refused.stderr)

    def test_several_in_one_step(self):
        self.write_config('[app]\nname = "shop"\nextensions = []\n')
        with self.run_app() as running:
            enabled = self.carboy("ext", "enable", "consumer", "swapped")
            self.assertIn("swapped 1.0.0, consumer 1.0.0 are enabled.", enabled.stdout)
            self.assertEqual(running.get("/count"), (200, "count 1"))
            again = self.carboy("ext", "enable", "swapped", "consumer")
            self.assertEqual((again.returncode, again.stdout),
                             (0, "swapped is already enabled.\nconsumer is already enabled.\n"))
            disabled = self.carboy("ext", "disable", "swapped", "consumer")
            self.assertEqual(disabled.returncode, 0, disabled.stderr)
            self.assertEqual((running.get("/v")[0], running.get("/count")[0]), (404, 404))
        self.assertEqual(self.text(), '[app]\nname = "shop"\nextensions = []\n')

    def test_it_asks_on_a_terminal(self):
        with self.run_app() as running:
            self.carboy("ext", "enable", "consumer")
            for answer, status, page in (("n", 1, 200), ("y", 0, 404)):
                terminal = Terminal([self.program, "ext", "disable", "swapped"], self.folder)
                terminal.wait_for("consumer needs swapped. Disable it, too? [y/N]")
                terminal.type(answer + "\n")
                self.assertEqual(terminal.end(), status, terminal.seen)
                self.assertEqual(running.get("/count")[0], page)

    def test_what_does_not_start_changes_nothing(self):
        self.install("v1", "tuned")
        self.write_config(CONFIG + "\n[tuned]\nbreaks = true\n")
        before = self.text()
        with self.run_app() as running:
            refused = self.carboy("ext", "enable", "tuned")
            self.assertEqual(refused.returncode, 1)
            self.assertIn("tuned 1.0.0 failed in its init: it is set to break", refused.stderr)
            self.assertEqual(self.text(), before)
            self.assertEqual(running.get("/word")[0], 404)
            self.assertEqual(self.carboy("ext", "list").stdout.split()[:3], ["swapped", "1.0.0", "active"])
            self.assertNotIn("tuned", self.carboy("ext", "list").stdout)

    def test_an_app_toml_that_cannot_be_written_changes_nothing(self):
        with self.run_app() as running:
            limited = self.carboy("ext", "enable", "consumer")
            self.assertEqual(limited.returncode, 0)
            self.carboy("ext", "disable", "consumer")
            if os.geteuid() == 0:
                return  # root writes everywhere
            self.folder.chmod(0o500)
            self.addCleanup(self.folder.chmod, 0o700)
            self.assertEqual(self.carboy("ext", "enable", "consumer").returncode, 1)
            self.assertEqual(running.get("/count")[0], 404)

    def test_killed_in_the_middle_app_toml_is_whole(self):
        after = CONFIG.replace('["swapped"]', '["swapped", "consumer"]')
        for delay in range(12):
            self.write_config(CONFIG)
            with self.run_app() as running:
                with subprocess.Popen([self.program, "ext", "enable", "consumer"], cwd=self.folder,
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as client:
                    for _ in range(delay):
                        running.get("/v")  # a wait of another length each time
                    running.process.kill()
                    client.wait(timeout=TIMEOUT)
                self.assertIn(self.text(), (CONFIG, after))
            with self.run_app() as running:  # the next start finds what the file says, and nothing half done
                self.assertEqual(running.get("/count")[0], 200 if self.text() == after else 404)
                self.assertEqual([file.name for file in self.folder.iterdir() if file.name.startswith(".app")], [])

    def test_a_killed_command_leaves_the_app_and_its_list_alike(self):
        after = CONFIG.replace('["swapped"]', '["swapped", "consumer"]')
        with self.run_app() as running:
            for delay in range(12):
                with subprocess.Popen([self.program, "ext", "enable", "consumer"], cwd=self.folder,
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as client:
                    for _ in range(3 * delay):
                        running.get("/v")
                    client.kill()
                # The app finishes what it has begun: the next change waits for that.
                self.carboy("ext", "reload", "swapped")
                self.assertIn((running.get("/count")[0], self.text()), ((404, CONFIG), (200, after)))
                self.carboy("ext", "disable", "consumer")
        for delay in range(6):  # where no app runs, the command itself writes the file
            with subprocess.Popen([self.program, "ext", "enable", "consumer"], cwd=self.folder,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as client:
                for _ in range(delay):
                    self.carboy("--version")
                client.kill()
            self.assertIn(self.text(), (CONFIG, after))
            self.write_config(CONFIG)

    def test_many_times_under_load_no_request_of_others_fails(self):
        rounds = int(os.environ.get("CARBOY_ROUNDS", "10"))
        with self.run_app(command="serve") as running:
            with Load(running, "/v", lambda status, body: status == 200) as load:
                for _ in range(rounds):
                    self.assertEqual(self.carboy("ext", "enable", "consumer").returncode, 0)
                    self.assertEqual(self.carboy("ext", "disable", "consumer").returncode, 0)
            self.assertEqual(load.failed, [])
            self.assertGreater(load.count, rounds)


class Several(AppTest):
    def setUp(self):
        super().setUp()
        for name in ("pair_giver", "pair_taker"):
            self.install("v1", name)
        self.write_config(PAIR)

    def test_a_service_and_its_user_change_together(self):
        with self.run_app() as running:
            self.assertEqual(running.get("/pair"), (200, "1 1"))
            for name in ("pair_giver", "pair_taker"):
                self.install("v2", name)
            alone = self.carboy("ext", "reload", "pair_giver")
            self.assertEqual(alone.returncode, 1)
            self.assertIn("pair_taker 1.0.0 uses the service pair.Giver 1.0, which pair_giver 2.0.0 does not provide "
                          "any more.", alone.stderr)
            with Load(running, "/pair", lambda status, body: (status, body) in ((200, "1 1"), (200, "2 2"))) as load:
                both = self.carboy("ext", "reload", "pair_giver", "pair_taker")
                self.assertEqual(both.returncode, 0, both.stderr)
            self.assertIn("pair_giver 1.0.0 -> 2.0.0", both.stdout)
            self.assertIn("pair_taker 1.0.0 -> 2.0.0", both.stdout)
            self.assertEqual(running.get("/pair"), (200, "2 2"))
            self.assertEqual(load.failed, [])

    def test_if_the_second_fails_both_old_ones_serve_on(self):
        with self.run_app() as running:
            for name in ("pair_giver", "pair_taker"):
                self.install("v3", name)
            refused = self.carboy("ext", "reload", "pair_giver", "pair_taker")
            self.assertEqual((refused.returncode, refused.stdout), (1, ""))
            self.assertIn("pair_taker 3.0.0 failed in its init: the taker takes nothing", refused.stderr)
            self.assertEqual(running.get("/pair"), (200, "1 1"))
            self.assertEqual(running.get("/giver"), (200, "1"))


    def test_modes_and_commands_of_those_that_change_together(self):
        for name in ("kit", "swapped"):
            self.install("v1", name)
        self.write_config('[app]\nname = "shop"\nextensions = ["kit", "swapped"]\n')
        for command in ("run", "serve"):
            with self.run_app(command=command):
                for _ in range(2):
                    self.assertEqual(self.carboy("kit", "only").stdout, command + "\n")
                    both = self.carboy("ext", "reload", "kit", "swapped")
                    self.assertEqual(both.returncode, 0, both.stderr)


class Choosing(AppTest):
    def setUp(self):
        super().setUp()
        for name in ("store", "depot"):
            self.install("v1", name)

    def choose(self, name, extensions='"store", "depot"'):
        self.write_config(f'[app]\nname = "x"\nextensions = [{extensions}]\nprovide = {{ "store.Store" = "{name}" }}\n')

    def test_another_provider_of_a_service(self):
        self.choose("depot")
        with self.run_app(command="serve") as running:
            self.assertEqual(running.get("/who"), (200, "depot"))
            with Load(running, "/who", lambda status, body: (status, body) in ((200, "depot"), (200, "store"))) as load:
                for _ in range(5):
                    for name in ("store", "depot"):
                        self.choose(name)
                        reread = self.carboy("reload")
                        self.assertEqual((reread.returncode, reread.stderr), (0, ""))
                        self.assertRegex(reread.stdout, "store 1.0.0 -> 1.0.0(.*\n)+depot 1.0.0 -> 1.0.0")
                        self.assertNotIn("retired", reread.stdout)
                        self.assertEqual(running.get("/who"), (200, name))
            self.assertEqual(load.failed, [])
            self.assertEqual(self.carboy("reload").stdout, "Nothing has changed.\n")

    def test_a_choice_that_cannot_be_made_changes_nothing(self):
        self.choose("depot")
        with self.run_app(command="serve") as running:
            self.choose("shop")
            refused = self.carboy("reload")
            self.assertEqual(refused.returncode, 1)
            self.write_config('[app]\nname = "x"\nextensions = ["store", "depot"]\n')
            refused = self.carboy("reload")
            self.assertEqual(refused.returncode, 1)
            self.assertIn("both provide the service store.Store", refused.stderr)
            self.assertEqual(running.get("/who"), (200, "depot"))

    def test_a_provider_that_starts_takes_a_service_over_only_if_the_change_succeeds(self):
        self.install("v1", "tuned")
        self.choose("depot", '"depot"')
        with self.run_app(command="serve") as running:
            self.choose("store", '"depot", "store", "tuned"')
            with open(self.folder / "app.toml", "a", encoding="utf-8") as file:
                file.write("[tuned]\nbreaks = true\n")
            self.assertEqual(self.carboy("reload").returncode, 1)
            self.assertEqual(running.get("/who"), (200, "depot"))
            self.choose("store")
            reread = self.carboy("reload")
            self.assertEqual((reread.returncode, reread.stderr), (0, ""))
            self.assertEqual(running.get("/who"), (200, "store"))


class Configuration(AppTest):
    def setUp(self):
        super().setUp()
        self.install("v1", "tuned")
        self.write_config(TUNED)

    def test_a_reload_reads_app_toml_and_secret_files_anew(self):
        with self.run_app() as running:
            self.write_config(TUNED.replace("first", "second"))
            self.assertEqual(self.carboy("ext", "reload", "tuned").returncode, 0)
            self.assertEqual(running.get("/word"), (200, "second"))
            (self.folder / "word.key").write_text("a secret")
            (self.folder / "word.key").chmod(0o600)
            self.write_config(TUNED.replace('"first"', '{ file = "word.key" }'))
            self.assertEqual(self.carboy("ext", "reload", "tuned").returncode, 0)
            self.assertEqual(running.get("/word"), (200, "a secret"))
            self.write_config(TUNED.replace("word =", "wrd ="))
            refused = self.carboy("ext", "reload", "tuned")
            self.assertEqual(refused.returncode, 1)
            self.assertIn('Did you mean "word"?', refused.stderr)
            self.assertEqual(running.get("/word"), (200, "a secret"))
            running.end()
            log = running.process.stderr.read()
            self.assertRegex(log, r"reload by user \d+: tuned 1\.0\.0 -> 1\.0\.0")
            self.assertNotIn("a secret", log)

    def test_serve_reads_its_configuration_again(self):
        self.install("v1", "swapped")
        with self.run_app(command="serve") as running:
            self.assertEqual(self.carboy("reload").stdout, "Nothing has changed.\n")
            self.write_config(TUNED.replace("first", "second").replace('["tuned"]', '["tuned", "swapped"]'))
            reread = self.carboy("reload")
            self.assertEqual((reread.returncode, reread.stderr), (0, ""))
            self.assertEqual(running.get("/word"), (200, "second"))
            self.assertEqual(running.get("/v"), (200, "version 1"))
            self.write_config(TUNED.replace("first", "third"))
            running.process.send_signal(signal.SIGHUP)
            while "third" not in running.get("/word")[1]:
                pass
            self.assertEqual(running.get("/v")[0], 404)
            self.write_config(TUNED + "\n[server]\nworkers = 3\n")
            self.assertIn("take effect when the app is restarted: server.workers", self.carboy("reload").stdout)
            self.write_config(TUNED.replace("[app]", "[ap]"))
            self.assertEqual(self.carboy("reload").returncode, 1)
            self.assertEqual(running.get("/word"), (200, "first"))
            self.assertEqual(running.end(), 0)

    def test_run_ends_with_its_terminal(self):
        with self.run_app() as running:
            self.assertEqual(running.end(signal.SIGHUP), 0)


if __name__ == "__main__":
    unittest.main()
