"""`carboy ext check` and `carboy ext info`: each fault is reported by name and with its remedy, and none ends the check."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from carboy_process import AppTest, BUILD, FIXTURES, TIMEOUT

CHECKED = FIXTURES / "check"


class CheckTest(AppTest):
    timeout = "5"

    def check(self, file, *arguments, status=None):
        done = self.carboy("ext", "check", str(file), "--swaps", "3", "--timeout", self.timeout, *arguments)
        if status is not None:
            self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def findings(self, file, *arguments, status=None):
        done = self.check(file, "--json", *arguments, status=status)
        report = json.loads(done.stdout)
        self.assertEqual(done.stderr, "")
        return report["findings"]

    def bad(self, fault, *arguments, status=1):
        file = CHECKED / fault / "checked.so" if isinstance(fault, str) else fault
        return [one for one in self.findings(file, *arguments, status=status) if one["severity"] != "ok"]

    def assert_only(self, bad, check, severity, *texts):
        self.assertEqual([one["check"] for one in bad], [check], bad)
        self.assertEqual(bad[0]["severity"], severity)
        for text in texts:
            self.assertIn(text, bad[0]["text"] + " " + bad[0]["remedy"])
        for name in ("std::", "/work", "/tmp", "carboy-check-"):
            self.assertNotIn(name, bad[0]["text"] + bad[0]["remedy"])


class Interrupted(CheckTest):
    def test_leaves_nothing(self):
        for how in (signal.SIGINT, signal.SIGTERM):
            scratch = self.folder / how.name
            scratch.mkdir()
            process = subprocess.Popen([self.program, "ext", "check", BUILD / "extensions" / "hello.so", "--swaps", "10000"],
                                       cwd=self.folder, env={**os.environ, "TMPDIR": str(scratch)},
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            give_up = time.monotonic() + TIMEOUT
            while not list(scratch.glob("*/app")):
                self.assertLess(time.monotonic(), give_up)
            process.send_signal(how)
            self.assertEqual((process.wait(TIMEOUT), process.stderr.read()), (128 + how, b""))
            process.stderr.close()
            self.assertEqual(list(scratch.iterdir()), [])


class Clean(CheckTest):
    def test_hello(self):
        done = self.carboy("ext", "check", str(BUILD / "extensions" / "hello.so"))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        lines = done.stdout.splitlines()
        self.assertEqual(lines[0], "hello 1.0.0")
        self.assertEqual(lines[1], "  ok    manifest, schema, names          ok    init, stop, init again")
        self.assertRegex(lines[2], r"^  ok    exports 1 symbol                 ok    swap under load: 20 swaps, "
                                   r"[0-9,]+ requests, 0 failed$")
        self.assertEqual(lines[3], "  ok    failure in init leaves nothing")
        self.assertEqual(lines[4], "All is well")
        self.assertEqual(done.stderr, "", "a progress bar is for terminals")

    def test_guide(self):
        self.check(BUILD / "extensions" / "guide.so", status=0)

    def test_leaves_nothing_behind(self):
        with tempfile.TemporaryDirectory() as folder:
            self.check(CHECKED / "none" / "checked.so", status=0)
            done = self.carboy("ext", "check", str(CHECKED / "none" / "checked.so"), 
                               env={**os.environ, "TMPDIR": folder})
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(os.listdir(folder), [])
        self.assertEqual(list(self.folder.rglob("*")), [self.folder / "extensions"])

    def test_json(self):
        done = self.check(CHECKED / "none" / "checked.so", "--json", status=0)
        report = json.loads(done.stdout)
        self.assertEqual(sorted(report), ["errors", "file", "findings", "name", "version", "warnings"])
        self.assertEqual((report["name"], report["version"]), ("checked", "1.0.0"))
        self.assertEqual((report["errors"], report["warnings"]), (0, 0))
        self.assertEqual([one["check"] for one in report["findings"]],
                         ["manifest", "exports", "failure", "init", "swap"])
        self.assertEqual(sorted(report["findings"][0]), ["check", "remedy", "severity", "source", "text"])

    def test_a_guarded_service(self):
        self.assertEqual(self.bad("guarded", status=0), [])

    def test_an_extension_that_cannot_be_swapped(self):
        self.assertEqual(self.bad("restart", status=0), [])

    def test_a_file_by_another_name(self):
        file = self.folder / "checked-1.0.0.so"
        shutil.copy(CHECKED / "none" / "checked.so", file)
        self.check(file, status=0)


class Hostile(CheckTest):
    def test_crashes_in_init(self):
        self.assert_only(self.bad("crashes"), "crash", "error", "segmentation fault", "while its init ran")
        self.assert_only(self.bad("aborts"), "crash", "error", "aborted", "while its init ran")

    def test_ends_the_process(self):
        self.assert_only(self.bad("exits"), "crash", "error", "ended the whole process (status 0)", "init ran", "exit")

    def test_crashes_in_stop(self):
        self.assert_only(self.bad("crashes_in_stop"), "crash", "error", "while it was stopped")

    def test_crashes_when_a_registration_is_refused(self):
        self.assert_only(self.bad("crashes_on_failure"), "crash", "error", "its 2nd registration of 2 was refused")

    def test_an_init_that_never_ends(self):
        self.timeout = "0.3"
        bad = self.bad(FIXTURES / "never_returns" / "faulty.so")
        texts = " ".join(one["text"] for one in bad)
        self.assertIn("has not returned from its init within 300 ms", texts)

    def test_a_stop_that_hangs(self):
        self.timeout = "0.3"
        bad = self.bad(FIXTURES / "stop_hangs" / "faulty.so")
        self.assertIn("its stop function has not returned within 300 ms", " ".join(one["text"] for one in bad))

    def test_a_view_that_hangs(self):
        self.timeout = "0.3"
        bad = self.bad("hangs_in_view")
        self.assert_only(bad, "hang", "error", "hung while GET /hangs was answered")

    def test_a_file_that_is_not_an_extension(self):
        for name, text in (("empty.so", "empty.so"), ("text.so", "is no"), ("gone.so", "does not exist")):
            file = self.folder / name
            if name != "gone.so":
                file.write_text("" if name == "empty.so" else "just text\n" * 100)
            done = self.check(file, status=1)
            self.assertIn(name, done.stderr)
            self.assertEqual(done.stdout, "")
        report = json.loads(self.check(self.folder / "text.so", "--json", status=1).stdout)
        self.assertEqual((report["errors"], report["findings"][0]["check"]), (1, "manifest"))
        plain = self.check("/lib/x86_64-linux-gnu/libc.so.6" if os.uname().machine == "x86_64" else self.program)
        self.assertEqual(plain.returncode, 1)

    def test_damaged_files(self):
        whole = (CHECKED / "none" / "checked.so").read_bytes()
        file = self.folder / "checked.so"
        for cut in (1, 63, 64, 1000, len(whole) // 2, len(whole) - 1):
            file.write_bytes(whole[:cut])
            done = self.check(file, status=1)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)

    def test_wrong_usage(self):
        self.assertEqual(self.carboy("ext", "check").returncode, 2)
        self.assertEqual(self.carboy("ext", "check", "x.so", "--swaps", "none").returncode, 2)
        self.assertEqual(self.carboy("ext", "check", "x.so", "--timeout", "0").returncode, 2)

    def test_the_hidden_command_cannot_be_used_alone(self):
        self.assertNotIn("check-stage", self.carboy("ext", "--help").stdout)
        done = self.carboy("ext", "check-stage", "life", str(self.folder))
        self.assertEqual(done.returncode, 1)
        self.assertIn("a part of `carboy ext check FILE`", done.stderr)


class Faults(CheckTest):
    def test_an_init_that_throws(self):
        bad = self.bad(FIXTURES / "init_throws" / "faulty.so")
        found = [one for one in bad if one["check"] == "init"]
        self.assertEqual(len(found), 1, bad)
        self.assertIn("failed in its init: the flux is out of order", found[0]["text"])

    def test_an_init_that_works_once(self):
        bad = self.bad("only_once")
        self.assertEqual([one["check"] for one in bad], ["init"])
        self.assertIn("It had started once", bad[0]["text"])

    def test_a_thread_that_a_failure_leaves(self):
        bad = self.bad("thread_before_failure")
        self.assertEqual(bad[0]["check"], "init")
        self.assertIn("a thread it started is still running", bad[0]["text"])

    def test_what_a_failure_leaves(self):
        bad = self.bad("failure_leaves_descriptor")
        self.assert_only(bad, "failure", "error", "with its 2nd registration of 2 refused",
                         "leaves 1 descriptor (/dev/zero) open")

    def test_a_swap_that_fails_requests(self):
        bad = self.bad("shares_a_file")
        # A failed init also leaves the file, because an extension that fails is not asked to stop.
        self.assertEqual([one["check"] for one in bad], ["failure", "swap"])
        self.assertRegex(bad[1]["text"], r"3 swaps, [0-9,]+ requests, [0-9,]+ failed; the first: GET /shared was "
                                         r"answered with 500")

    def test_a_thread_local(self):
        bad = self.bad(FIXTURES / "thread_local" / "faulty.so", status=0)
        found = [one for one in bad if one["check"] == "unload"]
        self.assertEqual(len(found), 1, bad)
        self.assertEqual(found[0]["severity"], "warning")
        self.assertIn("keeps a thread_local with a destructor", found[0]["text"])
        if os.uname().machine == "x86_64":
            self.assertTrue(found[0]["text"].startswith("tests/system/fixtures/faulty.cpp keeps"), found[0])
            self.assertRegex(found[0]["source"], r"^tests/system/fixtures/faulty\.cpp(:\d+)?$")
        self.check(FIXTURES / "thread_local" / "faulty.so", "--strict", status=1)

    def test_a_service_that_lets_exceptions_out(self):
        bad = self.bad("unguarded", status=0)
        self.assert_only(bad, "services", "warning", "a function of checked.Thing may let an exception out",
                         "carboy::guarded")
        self.assertRegex(bad[0]["source"], r"^tests/system/fixtures/checked\.cpp:\d+$")

    def test_a_service_that_is_not_provided(self):
        self.assert_only(self.bad("provides_nothing", status=0), "services", "warning", "provides checked.Thing",
                         "app.provide")

    def test_what_it_leaves(self):
        for fault, text in (("leaves_descriptor", "descriptor"), ("leaves_file", "1 file (left.txt)"),
                            ("handles_signal", "SIGUSR1"), ("changes_environment", "CHECKED_FIXTURE"),
                            ("changes_locale", "locale"), ("changes_umask", "umask"), ("changes_folder", "folder")):
            with self.subTest(fault):
                bad = self.bad(fault, status=0)
                self.assertEqual({one["check"] for one in bad}, {"leaves"}, bad)
                self.assertIn(text, bad[0]["text"])
                self.assertNotEqual(bad[0]["remedy"], "")

    def test_what_is_not_declared(self):
        self.assert_only(self.bad("undeclared_service", status=0), "declared", "warning",
                         "swapped.Counter of swapped", '"optional": {"swapped": "..."}')
        self.assertEqual(self.bad("looks_up_carboy", status=0), [])
        bad = self.bad("unknown_setting")
        self.assertEqual(bad[0]["check"], "settings")
        self.assertIn('reads the setting "page_sise"', bad[0]["text"])

    def test_a_route_outside_its_permissions(self):
        self.assert_only(self.bad("outside_permissions"), "permissions", "error", "/elsewhere", "routes:/elsewhere")

    def test_a_newer_sdk_than_declared(self):
        self.assert_only(self.bad("older_sdk", status=0), "sdk", "warning", "is built with SDK 1.0", ">=0.9",
                         "a host 0.9 will refuse it")

    def test_a_command_that_is_not_its_own(self):
        bad = self.bad("own_command")
        self.assertIn('both have a command "run"', bad[0]["text"])

    def test_text_has_two_columns(self):
        lines = self.check(CHECKED / "unguarded" / "checked.so", status=0).stdout.splitlines()
        self.assertEqual(lines[0], "checked 1.0.0")
        self.assertTrue(any(line[41:].startswith("warn  tests/system/fixtures/checked.cpp:") for line in lines), lines)
        self.assertEqual(lines[-1], "1 warning")
        for line in lines:
            self.assertLess(len(line), 120)


class Requirements(CheckTest):
    def test_one_that_is_missing(self):
        bad = self.bad("needs_service")
        self.assertEqual([one["check"] for one in bad], ["requires"])
        self.assertIn("swapped", bad[0]["text"])
        self.assertIn("the checks that run it were skipped", bad[0]["text"])

    def test_a_service_that_is_used(self):
        bad = self.bad("uses_service")
        self.assertEqual([one["check"] for one in bad], ["requires"])
        self.assertIn("checked 1.0.0 uses the service swapped.Counter 1.0, which no installed extension provides",
                      bad[0]["text"])
        self.assertEqual(self.bad("uses_service", "--with", str(FIXTURES / "v1" / "swapped.so"), status=0), [])
        self.install("v1", "swapped")
        self.assertEqual(self.bad("uses_service", status=0), [])

    def test_one_that_is_named(self):
        file = FIXTURES / "v1" / "swapped.so"
        self.assertEqual(self.bad("needs_service", "--with", str(file), status=0), [])

    def test_one_in_the_apps_folder(self):
        self.install("v1", "swapped")
        self.assertEqual(self.bad("needs_service", status=0), [])

    def test_one_beside_the_file(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "checked.so"
            shutil.copy(CHECKED / "needs_service" / "checked.so", file)
            shutil.copy(FIXTURES / "v1" / "swapped.so", folder)
            self.assertEqual(self.bad(file, status=0), [])

    def test_one_of_a_version_that_does_not_fit(self):
        bad = self.bad("needs_service", "--with", str(FIXTURES / "v2" / "swapped.so"))
        self.assertEqual([one["check"] for one in bad], ["requires"])
        self.assertIn("2.0.0", bad[0]["text"])

    def test_settings(self):
        bad = self.bad("reads_setting")
        self.assertEqual([one["check"] for one in bad], ["settings"])
        self.assertIn("page_size", bad[0]["text"])
        self.assertEqual(self.bad("reads_setting", "--set", "page_size=5", status=0), [])
        self.assertEqual(self.bad("reads_setting", "--set", "checked.page_size=5", status=0), [])
        self.assertIn("page_size", self.bad("reads_setting", "--set", "page_size=0")[0]["text"])
        wrong = self.check(CHECKED / "none" / "checked.so", "--set", "page_size", status=1)
        self.assertIn("KEY=VALUE", wrong.stderr)

    def test_settings_of_the_apps_folder(self):
        self.install("check/reads_setting", "checked")
        self.write_config('[app]\nname = "shop"\nextensions = ["checked"]\n\n[checked]\npage_size = 7\n')
        self.assertEqual(self.bad("reads_setting", status=0), [])


class Info(AppTest):
    def setUp(self):
        super().setUp()
        self.install("v1", "swapped")
        self.install("required", "consumer")
        self.write_config('[app]\nname = "shop"\nextensions = ["swapped"]\n')

    def info(self, name, status=0):
        done = self.carboy("ext", "info", name, "--json")
        self.assertEqual(done.returncode, status, done.stderr)
        return json.loads(done.stdout) if status == 0 else done.stderr

    def test_of_one_that_does_not_run(self):
        info = self.info("swapped")
        self.assertEqual((info["name"], info["version"], info["path"]), ("swapped", "1.0.0", "extensions/swapped.so"))
        self.assertTrue(info["enabled"])
        self.assertEqual(info["required_by"], ["consumer *"])
        self.assertNotIn("running", info)
        self.assertFalse(self.info("consumer")["enabled"])
        text = self.carboy("ext", "info", "consumer").stdout
        self.assertIn("carboy ext enable consumer", text)

    def test_of_one_that_runs(self):
        with self.run_app():
            running = self.info("swapped")["running"]
            self.assertEqual((running["version"], running["state"]), ("1.0.0", "active"))
            self.assertIn("/v", [route["rule"] for route in running["routes"]])
            self.assertNotIn("running", self.info("consumer"))
            self.assertIn("/v", self.carboy("ext", "info", "swapped").stdout)

    def test_settings_and_where_they_come_from(self):
        self.install("check/reads_setting", "checked")
        (self.folder / "size").write_text("5")
        self.write_config('[app]\nname = "shop"\nextensions = ["checked"]\n\n[checked]\npage_size = 7\n')
        self.assertEqual(self.info("checked")["set"], {"page_size": {"value": 7, "source": "app.toml:6:13"}})

    def test_of_an_unknown_name(self):
        self.assertIn('Did you mean "swapped"?', self.info("swaped", status=1))


if __name__ == "__main__":
    unittest.main()
