"""carboy.Management: settings, earlier files and received files, and what it tells about extensions."""

import http.client
import json
import os
import stat
import unittest

from carboy_process import AppTest, FIXTURES, TIMEOUT

TUNED = """# The shop.
[app]
name = "shop"
extensions = ["panel", "tuned"]

[tuned]
# What it says.
word = "first"   # for now
"""


class PanelTest(AppTest):
    def setUp(self):
        super().setUp()
        self.install("v1", "panel")

    def post(self, running, target, body, headers=()):
        return self.ask(running, "POST", target, body, headers)

    def ask(self, running, method, target, body=None, headers=()):
        """Asks until no other change is under way: one is until the old version has ended."""
        for _ in range(10000):
            connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=TIMEOUT)
            connection.request(method, target, body=body, headers=dict(headers))
            answer = connection.getresponse()
            status, text = answer.status, answer.read().decode()
            connection.close()
            if "is under way" not in text:
                break
        return status, text

    def configure(self, running, name, settings):
        return self.post(running, "/configure/" + name, json.dumps(settings))

    def toml(self):
        return (self.folder / "app.toml").read_text()


class Configuring(PanelTest):
    def setUp(self):
        super().setUp()
        self.install("v1", "tuned")
        self.write_config(TUNED)

    def test_it_is_written_and_swapped(self):
        with self.run_app() as running:
            status, text = self.configure(running, "tuned", {"word": 'a "second"'})
            self.assertEqual(status, 200, text)
            self.assertRegex(text, r"^tuned 1\.0\.0 -> 1\.0\.0   started \d+ ms · swapped")
            self.assertEqual(running.get("/word"), (200, 'a "second"'))
            self.assertEqual(self.toml(), TUNED.replace('"first"', r'"a \"second\""'))
            self.assertEqual(self.configure(running, "tuned", {"word": None})[0], 200)
            self.assertEqual(running.get("/word"), (200, "none"))
            self.assertNotIn("word =", self.toml())
            self.assertEqual(self.configure(running, "tuned", {"word": "third"})[0], 200)
            self.assertTrue(self.toml().endswith('[tuned]\nword = "third"\n# What it says.\n'), self.toml())
            self.assertEqual(self.configure(running, "tuned", {}), (200, "tuned is configured."))
            running.end()
            self.assertRegex(running.process.stderr.read(), r"audit: extension\.configure tuned by Ada, request \w+")

    def test_where_the_profile_sets_it_it_is_changed_there(self):
        config = TUNED + '\n[profile.development.tuned]\nword = "mine"\n'
        self.write_config(config)
        with self.run_app() as running:
            self.assertEqual(running.get("/word"), (200, "mine"))
            self.assertEqual(self.configure(running, "tuned", {"word": "yours", "breaks": False})[0], 200)
            self.assertEqual(running.get("/word"), (200, "yours"))
            self.assertEqual(self.toml(), config.replace('"mine"', '"yours"').replace(
                "# for now\n", "# for now\nbreaks = false\n"))

    def test_one_that_does_not_run_is_only_written(self):
        self.write_config('[app]\nextensions = ["panel"]\n')
        with self.run_app() as running:
            self.assertEqual(self.configure(running, "tuned", {"word": "later"}), (200, "tuned is configured."))
            self.assertEqual(self.toml(), '[app]\nextensions = ["panel"]\n\n[tuned]\nword = "later"\n')

    def refused(self, running, name, settings):
        before = self.toml()
        status, text = self.configure(running, name, settings)
        self.assertEqual((status, self.toml()), (409, before), text)
        return text

    def test_everything_that_is_wrong_in_one_report(self):
        self.install("v1", "settled")
        self.write_config('[app]\nextensions = ["panel", "settled"]\n[settled]\ntoken = "a key"\n')
        with self.run_app() as running:
            text = self.refused(running, "settled", {"timeout": "3 h", "tokn": 1, "token": "new", "mount": "/x",
                                                     "views": [{"limit": "much"}]})
            self.assertIn("The settings of settled were not changed; 5 mistakes.", text)
            self.assertIn("[settled] token: only the operator changes it, in app.toml.", text)
            self.assertIn("[settled] mount: only the operator changes it, in app.toml.", text)
            for line in ("[settled] timeout: ", "[settled] tokn: ", "[settled] views.0.limit: "):
                self.assertIn(line, text)
            for name in ("app", "server", "host", "profile"):
                self.assertIn(f"[{name}] belongs to the operator", self.refused(running, name, {"name": "x"}))
            self.assertIn('Did you mean "settled"?', self.refused(running, "setled", {}))
            self.assertIn("JSON object", self.refused(running, "settled", [1]))
            self.assertIn("JSON", self.post(running, "/configure/settled", "{")[1])
            # A form that sends the mask back leaves the secret as it is.
            status, text = self.configure(running, "settled", {"token": "********", "timeout": "2 s"})
            self.assertEqual(status, 200, text)
            self.assertIn('token = "a key"\ntimeout = "2 s"\n', self.toml())

    def test_a_value_of_the_environment_or_of_a_secret_file_stays(self):
        with self.run_app(before=("env", "CARBOY_TUNED__WORD=theirs")) as running:
            self.assertIn("[tuned] word: it comes from the environment variable CARBOY_TUNED__WORD",
                          self.refused(running, "tuned", {"word": "mine"}))
            self.assertEqual(running.get("/word"), (200, "theirs"))
        (self.folder / "word.key").write_text("a secret")
        (self.folder / "word.key").chmod(0o600)
        self.write_config(TUNED.replace('"first"', '{ file = "word.key" }'))
        with self.run_app() as running:
            self.assertIn("from the file word.key", self.refused(running, "tuned", {"word": "mine"}))
            self.assertEqual(running.get("/word"), (200, "a secret"))

    def test_if_the_new_version_does_not_start_the_file_and_the_old_one_stay(self):
        with self.run_app() as running:
            self.assertIn("it is set to break", self.refused(running, "tuned", {"breaks": True, "word": "second"}))
            self.assertEqual(running.get("/word"), (200, "first"))

    def test_an_edit_that_somebody_made_meanwhile_is_not_lost(self):
        with self.run_app() as running:
            status, text = self.configure(running, "tuned", {"word": "edits"})  # it edits app.toml as it starts
            self.assertEqual(status, 409)
            self.assertIn("app.toml was changed by somebody else in the meantime", text)
            self.assertEqual(self.toml(), TUNED + "# An edit of somebody else.\n")
            self.assertEqual(running.get("/word"), (200, "first"))
            self.assertEqual(self.configure(running, "tuned", {"word": "second"})[0], 200)
            self.assertEqual(self.toml(), TUNED.replace("first", "second") + "# An edit of somebody else.\n")

    def test_the_command_changes_settings_also_those_of_the_operator(self):
        self.install("v1", "settled")
        config = '[app]\nextensions = ["settled", "tuned"]\n\n[settled]\ntimeout = "2 s"\n'
        self.write_config(config)
        done = self.carboy("ext", "configure", "settled", "token=a key", "feeds.news.url=http://a.example/",
                           "timeout=3 s")
        self.assertEqual((done.returncode, done.stdout), (0, "settled is configured.\n"), done.stderr)
        after = (config.replace("2 s", "3 s") + 'feeds = { news = { url = "http://a.example/" } }\n'
                 'token = "a key"\n')
        self.assertEqual(self.toml(), after)
        with self.run_app() as running:
            self.assertEqual(running.get("/settled"), (200, "3000 news=http://a.example/"))
            done = self.carboy("ext", "configure", "settled", "mount=/s", "--unset", "timeout")
            self.assertRegex(done.stdout, r"^settled 1\.0\.0 -> 1\.0\.0   started")
            self.assertEqual(running.get("/s/settled"), (200, "5000 news=http://a.example/"))
            after = after.replace('timeout = "3 s"\n', "") + 'mount = "/s"\n'
            self.assertEqual(self.toml(), after)
            refused = self.carboy("ext", "configure", "tuned", "word=7", "wrd=x")
            self.assertEqual((refused.returncode, refused.stdout, self.toml()), (1, "", after))
            self.assertIn("The settings of tuned were not changed; 2 mistakes.", refused.stderr)
            self.assertIn("it is set to break", self.carboy("ext", "configure", "tuned", "breaks=true").stderr)
            self.assertEqual(self.toml(), after)
        for status, words in ((2, ["word"]), (2, ["=x"]), (2, []), (1, ["word=x", "word.y=z"])):
            refused = self.carboy("ext", "configure", "tuned", *words)
            self.assertEqual((refused.returncode, self.toml()), (status, after), words)

    def test_the_audit_comes_first(self):
        self.install("v1", "auditor")
        self.install("required", "consumer")
        self.install("v1", "swapped")
        self.write_config('[app]\nextensions = ["panel", "auditor"]\n[host]\npanel = "install"\n')
        with self.run_app() as running:
            for target in ("/do/rollback/consumer", "/do/install/consumer", "/do/check/consumer"):
                self.assertEqual(running.get(target),
                                 (409, "Nothing was done, because the audit does not take the entry."))
            self.assertIn("the audit does not take", self.refused(running, "consumer", {}))
            self.assertEqual(running.get("/audit")[1],
                             "Ada extension.rollback consumer Ada extension.install consumer Ada extension.check "
                             "consumer Ada extension.configure consumer ")


class RollingBack(PanelTest):
    def test_one_extension_goes_back_and_forth(self):
        self.install("v1", "swapped")
        self.write_config('[app]\nextensions = ["panel", "swapped"]\n')
        self.assertEqual(self.carboy("ext", "lock").returncode, 0)
        with self.run_app() as running:
            status, text = self.ask(running, "GET", "/do/rollback/swapped")
            self.assertEqual(status, 409)
            self.assertIn("There is no other file that the app has run with.", text)
            self.assertIn('Did you mean "swapped"?', running.get("/do/rollback/swaped")[1])
            self.install("v2", "swapped")
            self.assertEqual(self.carboy("ext", "lock").returncode, 0)
            self.assertEqual(self.carboy("ext", "reload", "swapped").returncode, 0)
            status, text = self.ask(running, "GET", "/do/rollback/swapped")
            self.assertEqual(status, 200, text)
            self.assertRegex(text, r"^swapped 2\.0\.0 -> 1\.0\.0   started")
            self.assertEqual(running.get("/v"), (200, "version 1"))
            self.assertEqual(self.carboy("ext", "lock", "--check").returncode, 0)
            done = self.carboy("ext", "rollback", "swapped")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertRegex(done.stdout, r"^swapped 1\.0\.0 -> 2\.0\.0 ")
            self.assertEqual(running.get("/v"), (200, "version 2"))
        done = self.carboy("ext", "rollback", "swapped")
        self.assertEqual((done.returncode, done.stdout), (0, "swapped 1.0.0 is restored.\n"), done.stderr)
        with self.run_app() as running:
            self.assertEqual(running.get("/v"), (200, "version 1"))

    def test_if_the_swap_is_refused_the_file_is_put_back(self):
        for name in ("pair_giver", "pair_taker"):
            self.install("v1", name)
        self.write_config('[app]\nextensions = ["panel", "pair_giver", "pair_taker"]\n')
        self.assertEqual(self.carboy("ext", "lock").returncode, 0)
        (self.folder / "carboy.lock").unlink()
        with self.run_app() as running:
            for name in ("pair_giver", "pair_taker"):
                self.install("v2", name)
            self.assertEqual(self.carboy("ext", "reload", "pair_giver", "pair_taker").returncode, 0)
            status, text = self.ask(running, "GET", "/do/rollback/pair_giver")
            self.assertEqual(status, 409)
            self.assertIn("which pair_giver 1.0.0 does not provide any more", text)
            self.assertEqual(running.get("/pair"), (200, "2 2"))
            self.assertEqual((self.folder / "extensions/pair_giver.so").read_bytes(),
                             (FIXTURES / "v2/pair_giver.so").read_bytes())


class Receiving(PanelTest):
    fresh = {"X-Fresh": "yes"}

    def setUp(self):
        super().setUp()
        self.install("v1", "swapped")
        self.bytes = (FIXTURES / "required/consumer.so").read_bytes()

    def config(self, extensions='"panel", "swapped"', panel="install"):
        self.write_config(f'[app]\nextensions = [{extensions}]\n[host]\npanel = "{panel}"\n'
                          '[server]\nmax_body = "200 MiB"\n')

    def received(self, running, data=None):
        status, text = self.post(running, "/receive", data or self.bytes)
        self.assertEqual(status, 200, text)
        return json.loads(text)["sha256"]

    def test_a_file_is_received_checked_installed_and_enabled(self):
        self.config()
        with self.run_app() as running:
            status, text = self.post(running, "/receive", self.bytes)
            self.assertEqual(status, 200, text)
            told = json.loads(text)
            self.assertEqual((told["name"], told["version"]), ("consumer", "1.0.0"))
            incoming = self.folder / ".carboy/incoming"
            self.assertEqual(stat.S_IMODE(incoming.stat().st_mode), 0o700)
            kept = incoming / told["sha256"]
            self.assertEqual((stat.S_IMODE(kept.stat().st_mode), kept.read_bytes()), (0o600, self.bytes))
            self.assertNotIn('"consumer"', running.get("/list")[1])
            status, text = running.get("/do/check/" + told["sha256"])
            self.assertEqual(status, 200, text)
            report = json.loads(text)
            self.assertEqual(report["name"], "consumer")
            self.assertEqual([one for one in report["findings"] if one["severity"] == "error"], [])
            status, text = running.get("/do/install/" + told["sha256"])
            self.assertEqual(status, 200, text)
            self.assertEqual(text, "consumer 1.0.0 is installed as extensions/consumer.so.\n"
                                   "      It is not enabled: carboy ext enable consumer\n")
            self.assertEqual(self.ask(running, "GET", "/do/enable/consumer")[0], 200)
            self.assertEqual(running.get("/count"), (200, "count 1"))

    def test_what_is_not_an_extension_or_was_not_received_is_refused(self):
        self.config()
        with self.run_app() as running:
            for data in (b"\x7fELF and no more", self.bytes[:-100]):
                status, text = self.post(running, "/receive", data)
                self.assertEqual(status, 409, text)
                self.assertIn("The received file ", text)
            self.assertEqual(list((self.folder / ".carboy/incoming").iterdir()), [])
            for digest in ("0" * 64, "x", "g" * 64, "0" * 63):
                self.assertRegex(running.get("/do/install/" + digest)[1], "No file with the digest .* was received")
                self.assertRegex(running.get("/do/check/" + digest)[1], "No file with the digest .* was received")
        self.config(panel="manage")
        with self.run_app() as running:
            status, text = self.post(running, "/receive", self.bytes)
            self.assertEqual(status, 409)
            self.assertIn('[host] panel is "manage" and would have to be "install"', text)
            self.assertEqual(running.get("/do/install/" + "0" * 64)[0], 409)

    def test_only_the_newest_files_are_kept(self):
        self.config()
        with self.run_app() as running:
            for number in range(20):
                self.received(running, self.bytes + bytes([number]))  # bytes after the end change nothing
            self.assertEqual(len(list((self.folder / ".carboy/incoming").iterdir())), 16)

    def test_its_code_runs_in_the_check_alone_with_nothing_to_read(self):
        self.config()
        (self.folder / "secret.key").write_text("a secret")
        mark = self.folder / "mark"
        with self.run_app(before=("env", f"CURIOUS_MARK={mark}")) as running:
            digest = self.received(running, (FIXTURES / "v1/curious.so").read_bytes())
            self.assertFalse(mark.exists(), "its code ran")
            report = json.loads(running.get("/do/check/" + digest)[1])
            self.assertEqual([one for one in report["findings"] if one["severity"] == "error"], [])
            self.assertFalse(mark.exists(), "it had an environment")

    def test_serve_asks_who_may_and_takes_only_what_is_locked(self):
        self.config()
        with self.run_app(command="serve") as running:
            digest = self.received(running)
            status, text = running.get("/do/install/" + digest)
            self.assertEqual(status, 409)
            self.assertIn("needs an extension that provides carboy.Approval", text)
        self.install("v1", "approver")
        self.config('"panel", "swapped", "approver"')
        with self.run_app(command="serve") as running:
            for word in ("check", "install"):
                status, text = running.get(f"/do/{word}/{digest}")
                self.assertEqual((status, text), (409, "Ada must log in again for host.install, at most 300 s ago"))
                status, text = self.ask(running, "GET", f"/do/{word}/{digest}", headers=self.fresh)
                self.assertEqual(status, 409)
                self.assertIn("There is no carboy.lock that names the file with the digest " + digest, text)
            self.assertEqual(self.carboy("ext", "lock").returncode, 0)
            status, text = self.ask(running, "GET", "/do/install/" + digest, headers=self.fresh)
            self.assertIn("carboy.lock does not name the file with the digest " + digest, text)
            lock = self.folder / "carboy.lock"
            lock.write_text(lock.read_text() + '\n[[extension]]\nname = "consumer"\nversion = "1.0.0"\n'
                            f'sha256 = "{digest}"\nsdk = "1.0.0"\n')
            status, text = self.ask(running, "GET", "/do/check/" + digest, headers=self.fresh)
            self.assertEqual(status, 200, text)
            status, text = self.ask(running, "GET", "/do/install/" + digest, headers=self.fresh)
            self.assertEqual(status, 200, text)
            self.assertEqual((self.folder / "extensions/consumer.so").read_bytes(), self.bytes)

    def test_serve_takes_what_a_trusted_key_has_signed(self):
        keys = {}
        for name in ("author", "stranger"):
            made = self.carboy("ext", "key", "new", name + ".pem")
            self.assertEqual((made.returncode, made.stderr), (0, ""))
            self.assertEqual(stat.S_IMODE((self.folder / (name + ".pem")).stat().st_mode), 0o600)
            self.assertEqual(self.carboy("ext", "key", "show", name + ".pem").stdout, made.stdout)
            keys[name] = made.stdout.strip()
        (self.folder / "plain.so").write_bytes(self.bytes)
        files = {}
        for name, key in keys.items():
            done = self.carboy("ext", "sign", "plain.so", "--key", name + ".pem", "--output", name + ".so")
            self.assertEqual((done.returncode, done.stdout), (0, f"{name}.so is signed by {key}.\n"), done.stderr)
            files[name] = (self.folder / (name + ".so")).read_bytes()
        flipped = bytearray(files["author"])
        flipped[-140] ^= 1  # in the section headers, which nothing reads that runs the file
        self.install("v1", "approver")
        self.write_config('[app]\nextensions = ["panel", "swapped", "approver"]\n[server]\nmax_body = "200 MiB"\n'
                          f'[host]\npanel = "install"\nkeys = [  # of authors\n"{keys["author"]}"]\n')
        with self.run_app(command="serve") as running:
            for data, state, key, words in (
                    (self.bytes, "unsigned", None, "(unsigned)"),
                    (files["stranger"], "unknown key", keys["stranger"], "not one of [host] keys"),
                    (bytes(flipped), "changed", keys["author"], "changed since it was signed by " + keys["author"])):
                status, text = self.post(running, "/receive", data)
                self.assertEqual(status, 200, text)
                told = json.loads(text)
                expected = {"state": state} if key is None else {"state": state, "key": key}
                self.assertEqual(told["signature"], expected)
                for word in ("check", "install"):
                    status, text = self.ask(running, "GET", f"/do/{word}/{told['sha256']}", headers=self.fresh)
                    self.assertEqual(status, 409)
                    for part in ("There is no carboy.lock", words, "`carboy ext lock`", "[host] keys"):
                        self.assertIn(part, text)
            status, text = self.post(running, "/receive", files["author"])
            told = json.loads(text)
            self.assertEqual(told["signature"], {"state": "signed", "key": keys["author"]})
            for word in ("check", "install"):
                status, text = self.ask(running, "GET", f"/do/{word}/{told['sha256']}", headers=self.fresh)
                self.assertEqual(status, 200, text)
            self.assertEqual((self.folder / "extensions/consumer.so").read_bytes(), files["author"])
            self.assertEqual(self.ask(running, "GET", "/do/enable/consumer")[0], 200)
            self.assertEqual(running.get("/count"), (200, "count 1"))
            rows = {row["name"]: row for row in json.loads(running.get("/list")[1])}
            self.assertEqual(rows["consumer"]["signature"], told["signature"])
            self.assertEqual(rows["swapped"]["signature"], {"state": "unsigned"})
        info = json.loads(self.carboy("ext", "info", "consumer", "--json").stdout)
        self.assertEqual(info["signature"], told["signature"])
        self.assertIn(f"signature  signed by {keys['author']}\n", self.carboy("ext", "info", "consumer").stdout)
        self.assertIn("signature  unknown key: ", self.carboy("ext", "inspect", "stranger.so").stdout)

    def test_what_cannot_be_signed_or_is_no_key_is_refused(self):
        def refused(*words):
            done = self.carboy("ext", *words)
            self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
            return done.stderr

        self.assertEqual(self.carboy("ext", "key", "new", "a.pem").returncode, 0)
        key = (self.folder / "a.pem").read_bytes()
        self.assertIn("a.pem exists already, and a key is never overwritten", refused("key", "new", "a.pem"))
        self.assertEqual((self.folder / "a.pem").read_bytes(), key)
        self.assertIn("`carboy ext key new b.pem` makes one", refused("key", "show", "b.pem"))
        (self.folder / "b.pem").write_text("no key")
        (self.folder / "b.pem").chmod(0o600)
        self.assertIn("b.pem holds no private key", refused("key", "show", "b.pem"))
        (self.folder / "x.so").write_bytes(self.bytes)
        (self.folder / "y.so").write_bytes(b"\x7fELF and no more")
        self.assertIn("y.so ", refused("sign", "y.so", "--key", "a.pem"))
        self.assertIn("cannot be written", refused("sign", "x.so", "--key", "a.pem", "--output", "none/x.so"))
        (self.folder / "a.pem").chmod(0o640)
        self.assertIn("`chmod 600 a.pem`", refused("sign", "x.so", "--key", "a.pem"))
        self.assertEqual((self.folder / "x.so").read_bytes(), self.bytes)
        (self.folder / "a.pem").chmod(0o600)
        for _ in range(2):  # the second signature replaces the first
            self.assertEqual(self.carboy("ext", "sign", "x.so", "--key", "a.pem").returncode, 0)
            self.assertEqual(len((self.folder / "x.so").read_bytes()), len(self.bytes) + 120)
        self.write_config('[app]\nextensions = []\n[host]\nkeys = [\n  "ed25519:AAAA", "MC4CAQAw"]\n')
        wrong = self.carboy("config", "check")
        self.assertEqual(wrong.returncode, 1)
        for part in ("app.toml:5:3", "app.toml:5:19", "[host] keys holds public keys"):
            self.assertIn(part, wrong.stderr)
        self.assertNotIn("MC4CAQAw", wrong.stderr)


class Telling(PanelTest):
    def test_list_and_info_say_what_the_commands_say(self):
        for name in ("store", "clerk", "settled"):
            self.install("v1", name)
        self.write_config('[app]\nextensions = ["panel", "store", "clerk"]\n'
                          '[settled]\ntimeout = "2 s"\ntoken = "a key"\n')
        with self.run_app(before=("env", "CARBOY_SETTLED__FEEDS={news = {url = 'http://a.example/'}}")) as running:
            for target in ("/work", "/stream", "/work"):
                self.assertEqual(running.get(target)[0], 200)
            while "all ran" not in running.get("/counts")[1]:
                pass
            rows = {row["name"]: row for row in json.loads(running.get("/list")[1])}
            listed = json.loads(self.carboy("ext", "list", "--json").stdout)
            self.assertLessEqual({"clerk", "panel", "settled", "store"}, set(rows))
            self.assertEqual(sorted(row["name"] for row in listed), ["clerk", "panel", "store"])
            for row in listed:
                self.assertEqual(sorted(row), sorted(rows[row["name"]]))
            clerk = rows["clerk"]
            self.assertEqual((clerk["state"], clerk["enabled"], clerk["requires"]), ("active", True, {"store": "*"}))
            self.assertEqual(rows["store"]["services"]["provides"], {"store.Store": "1.0"})
            self.assertIn("/work", [route["rule"] for route in clerk["routes"]])
            self.assertGreaterEqual(clerk["cost"]["requests"], 4)
            for work in ("requests", "streams", "timers", "background", "slots"):
                self.assertGreater(clerk["cost"]["work"][work]["calls"], 0, work)
                self.assertGreater(clerk["cost"]["work"][work]["inside_ms"], 0, work)
            self.assertEqual(rows["settled"]["settings"], {
                "timeout": {"value": "2 s", "source": "app.toml:4:11"},
                "token": {"value": "********", "source": "app.toml:5:9", "secret": True, "operator": True},
                "feeds": {"value": {"news": {"url": "http://a.example/"}}, "source": "CARBOY_SETTLED__FEEDS"},
                "views": {"value": [], "source": "default"}})
            info = json.loads(running.get("/info/clerk")[1])
            same = json.loads(self.carboy("ext", "info", "clerk", "--json").stdout)
            self.assertEqual(sorted(info), sorted(same))
            self.assertEqual(sorted(info["running"]), sorted(same["running"]))
            for one in (info, same):
                del one["running"]
            self.assertEqual(info, same)
            self.assertRegex(self.carboy("ext", "info", "clerk").stdout,
                             r"(?m)^ +streams \d+ pieces, .* ms\n +timers \d+ runs?, .* ms\n"
                             r" +background 1 run, .* ms\n +slots \d+ calls, .* ms$")
            status, text = running.get("/info/clrk")
            self.assertEqual(status, 409)
            self.assertIn('Did you mean "clerk"?', text)


if __name__ == "__main__":
    unittest.main()
