"""carboy.Management: what an extension such as an admin panel may do in the running app."""

import http.client
import json
import unittest

from carboy_process import AppTest, TIMEOUT

CONFIG = '[app]\nname = "shop"\nextensions = ["panel", "swapped"]\n'


class Management(AppTest):
    def setUp(self):
        super().setUp()
        for folder, name in (("v1", "panel"), ("v1", "swapped"), ("required", "consumer"), ("v1", "auditor")):
            self.install(folder, name)
        self.write_config(CONFIG)

    def test_it_does_what_the_commands_do(self):
        with self.run_app() as running:
            self.assertEqual(running.get("/level"), (200, "2"))
            status, text = running.get("/do/enable/consumer")
            self.assertEqual(status, 200, text)
            self.assertRegex(text, r"^consumer 1\.0\.0   started \d+ ms · serves$")
            self.assertEqual(running.get("/count"), (200, "count 1"))
            self.assertIn('"consumer"]', (self.folder / "app.toml").read_text())
            rows = {row["name"]: row for row in json.loads(running.get("/list")[1])}
            self.assertEqual((rows["consumer"]["state"], rows["auditor"]["state"]), ("active", "available"))
            status, text = running.get("/do/disable/swapped")
            self.assertEqual(status, 409)
            self.assertIn("consumer 1.0.0 needs swapped", text)
            self.install("v2", "swapped")
            status, text = self.patiently(running, "/do/reload/swapped")
            self.assertEqual((status, text.split("   ")[0]), (200, "swapped 1.0.0 -> 2.0.0"))
            self.assertEqual(running.get("/v"), (200, "version 2"))
            self.assertEqual(self.patiently(running, "/do/disable/consumer")[0], 200)
            self.assertEqual(running.get("/count")[0], 404)
            running.end()
            log = running.process.stderr.read()
            self.assertRegex(log, r"audit: extension\.enable consumer by Ada, request \w+")
            self.assertRegex(log, r"enable by Ada \(request \w+\): consumer 1\.0\.0")

    def patiently(self, running, target):
        """Asks until no other change is under way: one is until the old version has ended."""
        for _ in range(10000):
            status, text = running.get(target)
            if "is under way" not in text:
                break
        return status, text

    def test_a_panel_replaces_itself(self):
        with self.run_app() as running:
            status, text = running.get("/do/reload/panel")
            self.assertEqual((status, text.split("   ")[0]), (200, "panel 1.0.0 -> 1.0.0"))
            self.assertEqual(running.get("/level")[0], 200)

    def test_the_operator_decides_what_it_may_do(self):
        with self.run_app(command="serve") as running:
            self.assertEqual(running.get("/level"), (200, "1"))
            status, text = running.get("/do/enable/consumer")
            self.assertEqual(status, 409)
            self.assertIn('[host] panel is "look" and would have to be "manage"', text)
            self.assertEqual(running.get("/list")[0], 200)
        self.write_config(CONFIG + '\n[host]\npanel = "off"\n')
        with self.run_app() as running:
            self.assertEqual(running.get("/list")[0], 500)
        self.write_config(CONFIG + '\n[host]\npanel = "mange"\n')
        refused = self.carboy("config", "check")
        self.assertEqual(refused.returncode, 1)
        self.assertIn('Did you mean "manage"?', refused.stdout + refused.stderr)

    def test_the_audit_comes_first(self):
        self.write_config(CONFIG.replace('"swapped"', '"swapped", "auditor"'))
        with self.run_app() as running:
            status, text = running.get("/do/enable/consumer")
            self.assertEqual((status, text), (409, "Nothing was done, because the audit does not take the entry."))
            self.assertEqual(running.get("/count")[0], 404)
            self.assertEqual(running.get("/do/reload/swapped")[0], 200)
            self.assertEqual(running.get("/audit"),
                             (200, "Ada extension.enable consumer Ada extension.reload swapped "))

    def test_run_on_loopback_answers_only_for_local_names(self):
        def ask(running, host):
            connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=TIMEOUT)
            connection.request("GET", "/v", headers={"Host": host})
            status = connection.getresponse().status
            connection.close()
            return status

        with self.run_app() as running:
            for host in ("127.0.0.1", f"localhost:{running.port}", "shop.localhost", "[::1]:80"):
                self.assertEqual(ask(running, host), 200, host)
            for host in ("evil.example", "127.0.0.1.evil.example", "192.0.2.1"):
                self.assertEqual(ask(running, host), 400, host)
        with self.run_app(command="serve") as running:
            self.assertEqual(ask(running, "shop.example"), 200)
        self.write_config(CONFIG + '\n[server]\ntrusted_hosts = ["shop.example"]\n')
        with self.run_app() as running:
            self.assertEqual((ask(running, "shop.example"), ask(running, "localhost")), (200, 400))


if __name__ == "__main__":
    unittest.main()
