"""`carboy run --reload`: changes on the disk are applied while the app runs."""

import os
import queue
import shutil
import signal
import threading
import unittest

from carboy_process import AppTest, FIXTURES, TIMEOUT


class Reload(AppTest):
    CONFIG = '[app]\nname = "shop"\nextensions = ["swapped"]\n'

    def setUp(self):
        super().setUp()
        self.install("v1", "swapped")
        self.write_config(self.CONFIG)

    def start(self):
        """Runs the app; self.lines holds the lines of both streams."""
        running = self.run_app("--reload")
        self.lines = queue.Queue()
        for stream in (running.process.stdout, running.process.stderr):
            threading.Thread(target=self.gather, args=[stream], daemon=True).start()
        return running

    def gather(self, stream):
        for line in stream:
            self.lines.put(line.rstrip("\n"))

    def wait_for(self, text):
        heard = []
        while not heard or text not in heard[-1]:
            try:
                heard.append(self.lines.get(timeout=TIMEOUT))
            except queue.Empty:
                self.fail(f"{text!r} was not printed, but {heard}")
        return heard[-1]

    def version(self, running):
        status, body = running.get("/v")
        self.assertEqual(status, 200)
        return body.split()[-1]

    def test_a_new_file(self):
        with self.start() as running:
            self.assertEqual(self.version(running), "1")
            self.install("v2", "swapped")
            self.assertIn("old library unloaded", self.wait_for("swapped 1.0.0 -> 2.0.0"))
            self.assertEqual(self.version(running), "2")
            self.assertEqual(running.end(signal.SIGINT), 0)

    def test_a_file_written_in_place(self):
        with self.start() as running:
            shutil.copyfile(FIXTURES / "v2" / "swapped.so", self.folder / "extensions" / "swapped.so")
            self.wait_for("swapped 1.0.0 -> 2.0.0")
            self.assertEqual(self.version(running), "2")

    def test_a_link_into_a_build_folder(self):
        build = self.folder / "work" / "build"
        build.mkdir(parents=True)
        shutil.copy(FIXTURES / "v1" / "swapped.so", build)
        installed = self.folder / "extensions" / "swapped.so"
        installed.unlink()
        installed.symlink_to("../work/build/swapped.so")
        with self.start() as running:
            shutil.copy(FIXTURES / "v2" / "swapped.so", build / "new.so")
            os.replace(build / "new.so", build / "swapped.so")
            self.wait_for("swapped 1.0.0 -> 2.0.0")
            self.assertEqual(self.version(running), "2")

    def test_a_version_that_does_not_start_leaves_the_old_one(self):
        with self.start() as running:
            self.install("broken", "swapped")
            self.wait_for("swapped 3.0.0 failed in its init")
            self.wait_for("The app keeps running unchanged.")
            self.assertEqual(self.version(running), "1")
            self.install("v2", "swapped")
            self.wait_for("swapped 1.0.0 -> 2.0.0")

    def test_an_extension_that_cannot_be_swapped_restarts_the_app(self):
        with self.start() as running:
            self.install("restart", "swapped")
            self.wait_for("Restarting the app.")
            self.wait_for("http://127.0.0.1:")

    def test_mistakes_in_app_toml_change_nothing(self):
        with self.start() as running:
            self.write_config(self.CONFIG + '\n[server]\nbnd = ["127.0.0.1:0"]\n')
            self.wait_for('Did you mean "bind"?')
            self.wait_for("The app keeps running unchanged.")
            self.assertEqual(self.version(running), "1")

    def test_a_changed_list_starts_and_stops_without_a_restart(self):
        with self.start() as running:
            self.install("required", "consumer")
            self.write_config(self.CONFIG.replace('["swapped"]', '["swapped", "consumer"]'))
            self.wait_for("consumer 1.0.0   started")
            self.assertEqual(running.get("/count"), (200, "count 1"))
            self.write_config(self.CONFIG)
            self.wait_for("consumer 1.0.0   stopped")
            self.assertEqual(running.get("/count")[0], 404)
            self.assertEqual(running.get("/starts"), (200, "1"))
            self.assertEqual(running.end(), 0)

    def test_a_changed_secret_file_swaps_its_extension(self):
        self.install("v1", "tuned")
        vault = self.folder / "vault"
        vault.mkdir()
        (vault / "key").write_text("first")
        (vault / "key").chmod(0o600)
        self.write_config('[app]\nname = "shop"\nextensions = ["tuned"]\n\n'
                          '[tuned]\nword = { file = "vault/key" }\n')
        with self.start() as running:
            self.assertEqual(running.get("/word"), (200, "first"))
            (vault / "key").write_text("second")
            self.wait_for("tuned 1.0.0 -> 1.0.0")
            self.assertEqual(running.get("/word"), (200, "second"))

    def test_templates_and_models_restart_the_app(self):
        (self.folder / "templates").mkdir()
        with self.start():
            for file in ("templates/new.html", "models.toml"):
                (self.folder / file).write_text("[book]\n")
                self.wait_for("Restarting the app.")
                self.wait_for("http://127.0.0.1:")

    def test_other_files_do_nothing(self):
        with self.start() as running:
            (self.folder / "notes.txt").write_text("x")
            (self.folder / "extensions" / "notes.txt").write_text("x")
            self.install("v2", "swapped")
            # The copy may be seen while it is being written; then a warning comes first.
            line = self.lines.get(timeout=TIMEOUT)
            if "is being changed right now" in line:
                line = self.lines.get(timeout=TIMEOUT)
            self.assertIn("swapped 1.0.0 -> 2.0.0", line)

    def test_an_app_that_cannot_restart_waits_for_a_change(self):
        with self.start() as running:
            self.write_config(self.CONFIG + '\n[server]\nhealth = "/h"\n')
            self.install("broken", "swapped")
            self.wait_for("Carboy tries again when a file changes.")
            self.install("v2", "swapped")
            self.wait_for("http://127.0.0.1:")
            self.assertEqual(running.end(), 0)


if __name__ == "__main__":
    unittest.main()
