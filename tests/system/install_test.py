"""`carboy ext install`, `remove`, `rollback` and `lock`: installed files are complete, locked, and can be rolled back."""

import hashlib
import json
import os
import random
import shutil
import subprocess
import time
import unittest

from carboy_process import AppTest, FIXTURES, TIMEOUT, no_room

ONE = FIXTURES / "v1" / "swapped.so"
TWO = FIXTURES / "v2" / "swapped.so"
BROKEN = FIXTURES / "broken" / "swapped.so"
CONFIG = '[app]\nname = "shop"\nextensions = ["swapped"]    # for ever\n'


class InstallTest(AppTest):
    def setUp(self):
        super().setUp()
        self.write_config(CONFIG)
        self.installed = self.folder / "extensions" / "swapped.so"
        self.lock = self.folder / "carboy.lock"

    def ok(self, *words):
        done = self.carboy(*words)
        self.assertEqual((done.returncode, done.stderr), (0, ""), words)
        return done.stdout

    def refused(self, *words):
        done = self.carboy(*words)
        self.assertEqual((done.returncode, done.stdout), (1, ""), words)
        return done.stderr

    def version_served(self):
        answer = json.loads(self.carboy("request", "GET", "/v", "--json").stdout)
        self.assertEqual(answer["status"], 200)
        return answer["body"].split()[-1]


class Install(InstallTest):
    def test_a_file_in_its_place(self):
        self.write_config('[app]\nextensions = []\n')
        said = self.ok("ext", "install", ONE)
        self.assertIn("swapped 1.0.0 is installed as extensions/swapped.so.\n", said)
        self.assertIn("carboy ext enable swapped", said)
        self.assertEqual(self.installed.read_bytes(), ONE.read_bytes())
        self.assertEqual(self.installed.stat().st_mode & 0o777, 0o644)
        self.ok("ext", "enable", "swapped")
        self.assertIn("1.0.0 was replaced", self.ok("ext", "install", TWO))
        self.assertEqual(self.installed.read_bytes(), TWO.read_bytes())

    def test_the_name_comes_from_the_manifest(self):
        shutil.copy(ONE, self.folder / "download-1.so")
        self.ok("ext", "install", "download-1.so")
        self.assertTrue(self.installed.exists())

    def test_a_file_that_is_not_an_extension_changes_nothing(self):
        (self.folder / "text.so").write_text("no library")
        self.assertIn("text.so", self.refused("ext", "install", "text.so"))
        self.assertIn("missing.so", self.refused("ext", "install", "missing.so"))
        shutil.copy(ONE, self.folder / "open.so")
        (self.folder / "open.so").chmod(0o666)
        self.assertIn("chmod", self.refused("ext", "install", "open.so"))
        self.assertIn("both contain swapped", self.refused("ext", "install", ONE, TWO))
        self.assertEqual(list((self.folder / "extensions").iterdir()), [])

    def test_files_that_would_keep_the_app_from_starting_are_refused(self):
        self.ok("ext", "install", ONE)
        self.write_config(CONFIG.replace('["swapped"]', '["swapped", "checked"]'))
        self.ok("ext", "install", FIXTURES / "check" / "needs_service" / "checked.so")
        said = self.refused("ext", "install", TWO)
        self.assertIn("checked", said)
        self.assertIn("^1.0", said)
        self.assertEqual(self.installed.read_bytes(), ONE.read_bytes())
        self.assertEqual(self.version_served(), "1")

    def test_a_version_that_fails_at_start_can_be_rolled_back(self):
        self.ok("ext", "install", ONE)
        self.ok("ext", "install", BROKEN)
        self.assertEqual(self.carboy("ext", "rollback").returncode, 0)
        self.assertEqual(self.installed.read_bytes(), ONE.read_bytes())

    def test_names_a_missing_requirement(self):
        self.write_config('[app]\nextensions = []\n')
        said = self.ok("ext", "install", FIXTURES / "required" / "consumer.so")
        self.assertIn("It needs swapped *, which is not installed", said)

    def test_a_running_app_is_named(self):
        self.ok("ext", "install", ONE)
        with self.run_app():
            self.assertNotIn("waiting", self.ok("ext", "list", "--json"))
            self.assertIn("carboy ext reload swapped", self.ok("ext", "install", TWO))
            self.assertRegex(self.ok("ext", "list"), r"swapped +1\.0\.0 +active, 2\.0\.0 waits for reload\b")
            row = json.loads(self.ok("ext", "list", "--json"))[0]
            self.assertEqual(row["waiting"],
                             {"version": "2.0.0", "sha256": hashlib.sha256(TWO.read_bytes()).hexdigest()})
            self.assertIn("swapped 1.0.0 -> 2.0.0", self.ok("ext", "reload", "swapped"))
            self.assertNotIn("waits", self.ok("ext", "list"))
            self.assertIn("The app is running: `carboy ext reload swapped` applies the change.\n",
                          self.ok("ext", "rollback"))
            self.assertIn("swapped 2.0.0 -> 1.0.0", self.ok("ext", "reload", "swapped"))
            with open(self.installed, "ab") as file:
                file.write(b"x")
            digest = hashlib.sha256(self.installed.read_bytes()).hexdigest()[:12]
            self.assertIn(f"active, another 1.0.0 (SHA-256 {digest}) waits for reload", self.ok("ext", "list"))
            self.assertIn(f"1.0.0 -> 1.0.0   SHA-256 {digest} · started", self.ok("ext", "reload", "swapped"))

    def test_a_full_disk_changes_nothing(self):
        self.ok("ext", "install", ONE)
        done = self.carboy("ext", "install", TWO, preexec_fn=no_room())
        self.assertEqual(done.returncode, 1)
        self.assertIn("Nothing was changed.", done.stderr)
        self.assertEqual(self.installed.read_bytes(), ONE.read_bytes())
        self.assertEqual([one.name for one in (self.folder / "extensions").iterdir()], ["swapped.so"])
        self.assertEqual(self.version_served(), "1")

    def test_remove_and_roll_back(self):
        self.ok("ext", "install", ONE)
        self.assertIn("carboy ext disable swapped", self.refused("ext", "remove", "swapped"))
        self.ok("ext", "disable", "swapped")
        self.assertIn('Did you mean "swapped"?', self.refused("ext", "remove", "swaped"))
        self.ok("ext", "remove", "swapped", "--yes")
        self.assertFalse(self.installed.exists())
        self.ok("ext", "rollback")
        self.assertEqual(self.installed.read_bytes(), ONE.read_bytes())

    def test_two_at_once(self):
        running = [subprocess.Popen([self.program, "ext", "install", file], cwd=self.folder, stdout=subprocess.DEVNULL)
                   for _ in range(4) for file in (ONE, TWO)]
        self.assertEqual([one.wait(TIMEOUT) for one in running], [0] * 8)
        self.assertIn(self.installed.read_bytes(), (ONE.read_bytes(), TWO.read_bytes()))
        self.assertEqual([one.name for one in (self.folder / "extensions").iterdir()], ["swapped.so"])


class Killed(InstallTest):
    """A command that is killed at any moment leaves the old file or the new one, never half of one."""

    def kill_often(self, commands, check):
        usual = time.monotonic()
        subprocess.run([self.program, *commands[0]], cwd=self.folder, stdout=subprocess.DEVNULL, check=True)
        usual = time.monotonic() - usual
        for round_number in range(24):
            process = subprocess.Popen([self.program, *commands[round_number % len(commands)]], cwd=self.folder,
                                       stdout=subprocess.DEVNULL)
            try:
                process.wait(random.uniform(0, 1.2 * usual))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(TIMEOUT)
            check()

    def test_install(self):
        whole = (ONE.read_bytes(), TWO.read_bytes())
        self.kill_often([["ext", "install", ONE], ["ext", "install", TWO]],
                        lambda: self.assertIn(self.installed.read_bytes(), whole))
        self.ok("ext", "install", ONE)
        self.assertEqual([one.name for one in (self.folder / "extensions").iterdir()], ["swapped.so"])
        self.assertEqual(self.version_served(), "1")

    def test_enable(self):
        self.ok("ext", "install", ONE)
        without = CONFIG.replace('["swapped"]', "[]")
        self.write_config(without)
        self.kill_often([["ext", "enable", "swapped"], ["ext", "disable", "swapped"]],
                        lambda: self.assertIn((self.folder / "app.toml").read_text(), (CONFIG, without)))

    def test_lock(self):
        texts = []
        for file in (ONE, TWO):
            self.ok("ext", "install", file)
            self.ok("ext", "lock")
            texts.append(self.lock.read_text())

        def swap_and_check():
            self.assertIn(self.lock.read_text(), texts)
            other = ONE if self.installed.read_bytes() == TWO.read_bytes() else TWO
            shutil.copy(other, self.folder / "new.so")
            os.replace(self.folder / "new.so", self.installed)

        self.kill_often([["ext", "lock"]], swap_and_check)


class Lock(InstallTest):
    def setUp(self):
        super().setUp()
        self.ok("ext", "install", ONE)

    def replace(self, fixture, name="swapped"):
        self.install(fixture, name)

    def test_the_same_files_give_the_same_lock(self):
        self.assertEqual(self.ok("ext", "lock").splitlines()[0], "added      swapped 1.0.0")
        text = self.lock.read_text()
        self.assertEqual(self.ok("ext", "lock").splitlines()[0], "locked     swapped 1.0.0")
        self.assertEqual(self.lock.read_text(), text)
        self.assertEqual(self.ok("ext", "lock", "--check"), "locked     swapped 1.0.0\n")
        with self.run_app() as running:
            self.assertEqual(running.get("/v")[0], 200)

    def states(self):
        listed = self.carboy("ext", "lock", "--check", "--json")
        return listed.returncode, {one["name"]: one["state"] for one in json.loads(listed.stdout)}

    def test_the_five_states(self):
        self.ok("ext", "lock")
        self.assertEqual(self.states(), (0, {"swapped": "locked"}))
        self.replace("v2")
        self.assertEqual(self.states(), (1, {"swapped": "upgraded"}))
        shutil.copy(ONE, self.installed)
        with open(self.installed, "ab") as file:
            file.write(b"\0")
        self.assertEqual(self.states(), (1, {"swapped": "modified"}))
        shutil.copy(ONE, self.installed)
        self.replace("required", "consumer")
        self.ok("ext", "enable", "consumer")
        self.assertEqual(self.states(), (1, {"swapped": "locked", "consumer": "added"}))
        self.ok("ext", "lock")
        self.ok("ext", "disable", "consumer")
        self.assertEqual(self.states(), (1, {"swapped": "locked", "consumer": "removed"}))

    def test_an_app_that_differs_from_its_lock_does_not_start(self):
        self.ok("ext", "lock")
        self.replace("v2")
        for words in (["run"], ["routes"], ["request", "GET", "/v"]):
            said = self.refused(*words)
            self.assertIn("Cannot start shop: carboy.lock and what is here differ in 1 extension.", said)
            self.assertIn("  upgraded   swapped 1.0.0 -> 2.0.0\n", said)
            self.assertIn("`carboy ext lock` accepts 2.0.0", said)
        self.ok("ext", "lock")
        self.assertEqual(self.version_served(), "2")

    def test_a_running_app_does_not_swap_to_a_file_that_is_not_locked(self):
        self.ok("ext", "lock")
        with self.run_app() as running:
            said = self.ok("ext", "install", TWO)
            self.assertIn("carboy.lock names swapped 1.0.0", said)
            self.assertIn("upgraded   swapped 1.0.0 -> 2.0.0", self.refused("ext", "reload", "swapped"))
            self.assertEqual(running.get("/v")[1].split()[-1], "1")
            self.ok("ext", "lock")
            self.ok("ext", "reload", "swapped")
            self.assertEqual(running.get("/v")[1].split()[-1], "2")

    def test_a_damaged_lock(self):
        self.lock.write_text("format = 1\n[[extension]\n")
        self.assertIn("carboy.lock:2:", self.refused("run"))
        self.assertIn("carboy.lock:2:", self.refused("ext", "lock"))
        self.lock.unlink()
        self.assertIn("carboy ext lock", self.refused("ext", "lock", "--check"))


class Rollback(InstallTest):
    def start_once(self):
        with self.run_app() as running:
            running.end()

    def test_without_an_earlier_set(self):
        self.assertIn("There is no other set of extensions that the app has run with.",
                      self.refused("ext", "rollback"))
        said = self.refused("ext", "rollback", "nothere")
        self.assertIn('There is no extension "nothere"', said)
        self.ok("ext", "install", ONE)
        self.assertIn('Did you mean "swapped"?', self.refused("ext", "rollback", "swaped"))

    def test_from_a_set_that_does_not_start_to_the_one_that_did(self):
        self.ok("ext", "install", ONE)
        self.start_once()
        self.ok("ext", "install", BROKEN)
        self.assertNotEqual(self.carboy("run").returncode, 0)
        self.assertIn("swapped 3.0.0 -> 1.0.0", self.ok("ext", "rollback"))
        self.assertEqual(self.installed.read_bytes(), ONE.read_bytes())
        self.start_once()

    def test_a_second_rollback_undoes_the_first(self):
        for file in (ONE, TWO):
            self.ok("ext", "install", file)
            self.start_once()
        self.assertIn("swapped 2.0.0 -> 1.0.0", self.ok("ext", "rollback"))
        self.assertEqual(self.version_served(), "1")
        self.assertIn("swapped 1.0.0 -> 2.0.0", self.ok("ext", "rollback"))
        self.assertEqual(self.version_served(), "2")

    def test_a_second_rollback_passes_over_a_set_that_has_not_started(self):
        for file in (ONE, TWO):
            self.ok("ext", "install", file)
            self.start_once()
        self.ok("ext", "install", BROKEN)
        self.assertIn("swapped 3.0.0 -> 2.0.0", self.ok("ext", "rollback"))
        self.assertIn("swapped 2.0.0 -> 1.0.0", self.ok("ext", "rollback"))

    def test_says_what_it_restored_even_if_the_app_cannot_start(self):
        self.write_config("[app]\nextensions = []\n")
        self.start_once()
        self.ok("ext", "install", ONE)
        self.ok("ext", "enable", "swapped")
        self.ok("ext", "lock")
        with open(self.folder / "app.toml", "a") as file:
            file.write("[swapped]\n")
        done = self.carboy("ext", "rollback")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout, "swapped 1.0.0 is removed.\nEnabled: none\n")
        self.assertIn("[swapped]: there is no extension of this name.", done.stderr)
        self.assertIn("Remove the table, or install the extension", done.stderr)

    def test_a_swap_counts_as_a_start(self):
        self.ok("ext", "install", ONE)
        with self.run_app():
            self.ok("ext", "install", TWO)
            self.ok("ext", "reload", "swapped")
        self.ok("ext", "install", BROKEN)
        self.assertIn("swapped 3.0.0 -> 2.0.0", self.ok("ext", "rollback"))

    def test_with_the_list_and_the_lock(self):
        self.ok("ext", "install", ONE)
        self.ok("ext", "lock")
        text = self.lock.read_text()
        shutil.copy(FIXTURES / "none" / "faulty.so", self.folder)
        self.ok("ext", "install", "faulty.so", BROKEN)
        self.ok("ext", "enable", "faulty")
        self.ok("ext", "lock")
        self.ok("ext", "rollback")
        self.assertEqual((self.folder / "app.toml").read_text(), CONFIG)
        self.assertEqual(self.lock.read_text(), text)
        self.assertEqual(sorted(one.name for one in (self.folder / "extensions").iterdir()), ["swapped.so"])
        self.start_once()

    def test_a_changed_file_is_restored(self):
        self.ok("ext", "install", ONE)
        self.ok("ext", "lock")
        with open(self.installed, "ab") as file:
            file.write(b"\0")
        self.assertIn("modified   swapped 1.0.0", self.refused("run"))
        self.ok("ext", "rollback")
        self.start_once()

    def damage(self):
        """Returns the bytes of the file before."""
        before = self.installed.read_bytes()
        with open(self.installed, "ab") as file:
            file.write(b"x")
        return before

    def test_a_second_rollback_does_not_bring_back_a_file_that_never_ran(self):
        self.ok("ext", "install", ONE)
        self.ok("ext", "lock")
        digest = hashlib.sha256(ONE.read_bytes()).hexdigest()[:12]
        for first, second in ((["swapped"], ["swapped"]), (["swapped"], []), ([], ["swapped"]), ([], [])):
            good = self.damage()
            self.assertIn("modified   swapped 1.0.0", self.refused("run"))
            self.assertIn(f"swapped 1.0.0 (SHA-256 {digest}) is restored.\n", self.ok("ext", "rollback", *first))
            said = self.refused("ext", "rollback", *second)
            self.assertIn("There is no other file that the app has run with." if second
                          else "There is no other set of extensions that the app has run with.", said)
            self.assertEqual(self.installed.read_bytes(), good)
            self.assertEqual(self.ok("ext", "lock", "--check"), "locked     swapped 1.0.0\n")
        self.start_once()

    def test_a_running_app_does_not_swap_to_a_file_that_never_ran(self):
        self.ok("ext", "install", ONE)
        self.ok("ext", "lock")
        digest = hashlib.sha256(ONE.read_bytes()).hexdigest()[:12]
        with self.run_app():
            good = self.damage()
            self.assertIn("modified", self.refused("ext", "reload", "swapped"))
            said = self.ok("ext", "rollback", "swapped")
            self.assertIn(f"swapped 1.0.0 -> 1.0.0   SHA-256 {digest} · started", said)
            said = self.refused("ext", "rollback", "swapped")
            self.assertIn("There is no other file that the app has run with.", said)
            self.assertEqual(self.installed.read_bytes(), good)
            self.refused("ext", "rollback")
            self.assertEqual(self.installed.read_bytes(), good)
        self.assertEqual(self.ok("ext", "lock", "--check"), "locked     swapped 1.0.0\n")

    def test_a_file_that_was_disabled_has_not_run(self):
        self.install("required", "consumer")
        self.ok("ext", "install", ONE)
        self.ok("ext", "enable", "consumer")
        self.ok("ext", "lock")
        self.ok("ext", "disable", "consumer")
        file = self.folder / "extensions" / "consumer.so"
        good = file.read_bytes()
        file.write_bytes(good + b"x")
        self.ok("ext", "lock")
        file.write_bytes(good)
        self.ok("ext", "enable", "consumer")
        said = self.refused("ext", "rollback", "consumer")
        self.assertIn("There is no other file that the app has run with.", said)
        self.assertEqual(file.read_bytes(), good)

    def test_the_lock_does_not_accept_a_set_that_never_ran(self):
        self.ok("ext", "install", ONE)
        self.ok("ext", "lock")
        text = self.lock.read_text()
        shutil.rmtree(self.folder / ".carboy")    # as in a fresh clone
        self.damage()
        damaged = self.installed.read_bytes()
        self.ok("ext", "install", TWO)
        self.assertIn("The app has not run with any set", self.ok("ext", "rollback"))
        self.assertEqual(self.installed.read_bytes(), damaged)
        self.assertEqual(self.lock.read_text(), text)
        self.assertIn("modified   swapped 1.0.0", self.refused("run"))

    def test_a_rollback_does_not_lock_what_it_does_not_restore(self):
        self.write_config('[app]\nextensions = ["swapped", "consumer"]\n')
        self.ok("ext", "install", ONE, FIXTURES / "required" / "consumer.so")
        self.ok("ext", "lock")
        self.ok("ext", "install", TWO)
        with open(self.folder / "extensions" / "consumer.so", "ab") as file:
            file.write(b"x")
        self.ok("ext", "rollback", "swapped")
        done = self.carboy("ext", "lock", "--check")
        self.assertEqual((done.returncode, done.stdout), (1, "modified   consumer 1.0.0\nlocked     swapped 1.0.0\n"))

    def test_what_a_set_did_not_run_does_not_matter(self):
        self.write_config("[app]\nextensions = []\n")
        self.start_once()
        self.ok("ext", "install", ONE)
        self.ok("ext", "remove", "swapped", "--yes")
        self.assertIn("swapped 1.0.0 is restored.", self.ok("ext", "rollback"))
        self.assertEqual(self.installed.read_bytes(), ONE.read_bytes())

    def test_a_replaced_file_that_never_ran_can_be_installed_again(self):
        self.ok("ext", "install", ONE)
        self.start_once()
        self.assertIn("1.0.0 was replaced. `carboy ext rollback` restores it.", self.ok("ext", "install", TWO))
        self.ok("ext", "rollback")
        kept = self.folder / ".carboy" / "good" / (hashlib.sha256(TWO.read_bytes()).hexdigest() + ".so")
        self.ok("ext", "install", kept)
        self.assertEqual(self.installed.read_bytes(), TWO.read_bytes())
        said = self.ok("ext", "install", BROKEN)
        self.assertIn("2.0.0 was replaced. The app has not run with the files as they were", said)
        self.assertIn(f"kept as .carboy/good/{kept.name}.\n", said)

    def test_the_order_of_the_list_makes_no_other_set(self):
        self.write_config('[app]\nextensions = ["swapped", "faulty"]\n')
        self.ok("ext", "install", ONE, FIXTURES / "none" / "faulty.so")
        self.ok("ext", "lock")
        self.write_config('[app]\nextensions = ["faulty", "swapped"]\n')
        self.assertIn("There is no other set of extensions", self.refused("ext", "rollback"))

    def test_a_damaged_copy_is_not_restored(self):
        self.ok("ext", "install", ONE)
        self.start_once()
        self.ok("ext", "install", TWO)
        for kept in (self.folder / ".carboy" / "good").glob("*.so"):
            kept.write_bytes(b"damaged")
        self.assertIn("damaged", self.refused("ext", "rollback"))
        self.assertEqual(self.installed.read_bytes(), TWO.read_bytes())


if __name__ == "__main__":
    unittest.main()
