"""Wrappers and stored pages while extensions start, stop and are swapped."""

import http.client
import json
import subprocess
import threading
import time
import unittest

from carboy_process import AppTest, TIMEOUT
from change_test import Load

CONFIG = '[app]\nname = "castle"\nextensions = ["warden", "walled"]\n'
WRAP = '\n[[wrap]]\nrule = "/inside/**"\nwith = "warden.Watched"\n'
INSIDE = ("/inside", "/inside/7")


class WrapTest(AppTest):
    def setUp(self):
        super().setUp()
        self.install("v1", "warden")
        self.install("v1", "walled")
        self.write_config(CONFIG + WRAP)

    def change(self, *arguments):
        done = self.carboy("ext", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def statuses(self, running, targets):
        return [running.get(target)[0] for target in targets]

    def log_of(self, running):
        """Ends the app and returns its log."""
        self.assertEqual(running.end(), 0)
        return running.process.stderr.read()


class Leaving(WrapTest):
    def test_routes_answer_503_until_the_provider_is_back(self):
        with self.run_app() as running:
            self.assertEqual(self.statuses(running, INSIDE), [200, 200])
            disabled = self.change("disable", "warden")
            self.assertIn("warning: [[wrap]] rule = \"/inside/**\" (app.toml:5:1): no enabled extension provides the "
                          "wrapper warden.Watched, so 2 routes answer 503", disabled.stdout)
            self.assertEqual(self.statuses(running, INSIDE), [503, 503])
            self.assertEqual(running.get("/runs"), (200, "2"), "a view has run without its wrapper")
            self.change("enable", "warden")
            self.assertEqual(self.statuses(running, INSIDE), [200, 200])
            self.assertEqual(running.get("/runs"), (200, "4"))
            log = self.log_of(running)
        self.assertIn('[[wrap]] rule = "/inside/**" (app.toml:5:1): no enabled extension provides the wrapper '
                      "warden.Watched, so 2 routes answer 503: /inside, /inside/<int:id>.", log)

    def test_a_wrapper_that_code_names(self):
        self.install("v1", "tuned")
        with self.run_app() as running:
            self.assertEqual(running.get("/coded"), (200, "run 1"))
            self.change("disable", "warden")
            self.assertEqual(running.get("/coded")[0], 503)
            # Changes of other extensions are not refused meanwhile, and do not open the route.
            self.change("enable", "tuned")
            self.change("reload", "tuned")
            self.assertEqual(running.get("/coded")[0], 503)
            self.assertEqual(running.get("/runs"), (200, "1"))
            reloaded = self.carboy("ext", "reload", "walled")
            self.assertEqual(reloaded.returncode, 1)
            self.assertIn("walled 1.0.0: the route /coded is wrapped in warden.Watched, which no enabled extension "
                          "provides.", reloaded.stderr)
            self.change("enable", "warden")
            self.assertEqual(running.get("/coded"), (200, "run 2"))

    def test_under_load_no_view_runs_without_its_wrapper(self):
        with self.run_app() as running:
            # The app waits for who reads its log, and each 503 is a line of it.
            threading.Thread(target=lambda: list(running.process.stderr), daemon=True).start()
            # A request is answered by the view inside its wrapper, or with 503 without the view.
            with Load(running, "/inside", lambda status, body: status == 503 or body.startswith("run")) as load:
                for _ in range(5):
                    self.change("disable", "warden")
                    before = running.get("/runs")[1]
                    self.assertEqual(running.get("/inside")[0], 503)
                    self.assertEqual(running.get("/runs")[1], before)
                    self.change("enable", "warden")
                    self.assertEqual(running.get("/inside")[0], 200)
            self.assertEqual(load.failed, [])

    def test_a_new_version_without_the_wrapper_is_refused(self):
        with self.run_app() as running:
            self.install("v3", "warden")
            reloaded = self.carboy("ext", "reload", "warden")
            self.assertEqual(reloaded.returncode, 1)
            self.assertIn("warden.Watched", reloaded.stderr)
            self.assertEqual(running.get("/coded"), (200, "run 1"))

    def test_a_swap_of_the_provider_keeps_the_routes_wrapped(self):
        with self.run_app() as running:
            self.install("v2", "warden")
            with Load(running, "/inside/7", lambda status, _: status == 200) as load:
                self.change("reload", "warden")
            self.assertEqual(load.failed, [])


class Starting(WrapTest):
    def test_a_missing_wrapper_of_app_toml(self):
        self.write_config('[app]\nname = "castle"\nextensions = ["warden", "walled"]\n'
                          '\n[[wrap]]\nrule = "/inside/**"\nwith = "warden.Watchd"\n')
        with self.run_app() as running:
            self.assertIn('warning: [[wrap]] rule = "/inside/**" (app.toml:5:1): no enabled extension provides the '
                          "wrapper warden.Watchd, so 2 routes answer 503: /inside, /inside/<int:id>. Did you mean "
                          '"warden.Watched"?', running.banner)
            self.assertEqual(self.statuses(running, (*INSIDE, "/runs")), [503, 503, 200])
            self.assertEqual(running.get("/runs"), (200, "0"))
        routes = {line.split()[0]: line for line in self.carboy("routes").stdout.splitlines()}
        self.assertIn("warden.Watchd (503)", routes["/inside"])
        self.assertNotIn("(503)", routes["/coded"])
        listed = {one["rule"]: one for one in json.loads(self.carboy("routes", "--json").stdout)}
        self.assertIn("No enabled extension provides the wrapper warden.Watchd", listed["/inside"]["unavailable"])
        self.assertNotIn("unavailable", listed["/coded"])

    def test_a_missing_wrapper_of_code_stops_the_start(self):
        self.write_config(CONFIG.replace('"warden", ', ""))
        refused = self.carboy("run", "--bind", "127.0.0.1:0")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("walled 1.0.0: the route /coded is wrapped in warden.Watched, which no enabled extension "
                      "provides. Enable its provider", refused.stderr)

    def test_a_pattern_that_fits_no_route(self):
        self.write_config(CONFIG + WRAP.replace("inside", "insde"))
        with self.run_app() as running:
            self.assertIn('warning: [[wrap]] rule = "/insde/**" (app.toml:5:1) fits no route.', running.banner)

    def test_a_pattern_that_fits_a_route_in_part(self):
        for place, write in (("app.toml:5:1", lambda wrap: self.write_config(CONFIG + wrap)),
                             ("walls.toml:2:1", self.write_included)):
            with self.subTest(place):
                write(WRAP.replace("/inside/**", "/inside/7"))
                refused = self.carboy("run", "--bind", "127.0.0.1:0")
                self.assertEqual(refused.returncode, 1)
                self.assertIn('walled 1.0.0: the route /inside/<int:id> lies partly below [[wrap]] rule = '
                              f'"/inside/7" ({place}), so it is not clear whether it is wrapped.', refused.stderr)

    def write_included(self, wrap):
        (self.folder / "walls.toml").write_text(wrap)
        self.write_config(CONFIG + 'include = ["walls.toml"]\n')

    def test_a_changed_wrap_needs_a_restart(self):
        with self.run_app(command="serve") as running:
            self.write_config(CONFIG + WRAP.replace("inside", "coded"))
            self.assertIn("take effect when the app is restarted: wrap", self.carboy("reload").stdout)
            self.assertEqual(running.get("/inside")[0], 200)


class Making(WrapTest):
    """A page is being made when the extension that makes it, or one that it is made from, is swapped, and when others
    ask for it."""

    def wait_until(self, is_true):
        end = time.monotonic() + TIMEOUT
        while not is_true():
            self.assertLess(time.monotonic(), end)

    def swap_while_a_page_is_made(self, running, name):
        """Returns what the request got that began before the swap."""
        answers = []
        asking = threading.Thread(target=lambda: answers.append(running.get("/slow")[1]))
        asking.start()
        self.wait_until((self.folder / "begun").exists)
        before = running.get("/runs")
        with subprocess.Popen([self.program, "ext", "reload", name], cwd=self.folder, stdout=subprocess.DEVNULL) as swap:
            # The new version of walled counts anew; one of warden is seen in the header of its wrapper.
            self.wait_until(lambda: self.is_swapped(running, name, before))
            (self.folder / "end").touch()
            asking.join()
            self.assertEqual(swap.wait(timeout=TIMEOUT), 0)
        return answers[0]

    def assert_stored(self, running, page):
        runs = int(running.get("/runs")[1])
        self.assertEqual([running.get("/slow") for _ in range(3)], [(200, page)] * 3)
        self.assertEqual(running.get("/runs"), (200, str(runs + 1)))

    def is_swapped(self, running, name, before):
        if name == "walled":
            return running.get("/runs") != before
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=TIMEOUT)
        connection.request("GET", "/inside")
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.getheader("X-Watched-By") == "2"

    def test_the_view(self):
        with self.run_app(command="serve") as running:
            self.install("v2", "walled")
            self.assertEqual(self.swap_while_a_page_is_made(running, "walled"), "walled 1, warden 1")
            self.assert_stored(running, "walled 2, warden 1")

    def test_what_the_view_uses(self):
        with self.run_app(command="serve") as running:
            self.install("v2", "warden")
            self.assertEqual(self.swap_while_a_page_is_made(running, "warden"), "walled 1, warden 1")
            self.assert_stored(running, "walled 1, warden 2")

    def test_of_a_hundred_requests_at_once_one_runs_the_view(self):
        with self.run_app(command="serve") as running:
            connections = []
            for _ in range(100):
                connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=TIMEOUT)
                connection.request("GET", "/slow")
                connections.append(connection)
            self.wait_until((self.folder / "begun").exists)
            (self.folder / "end").touch()
            for connection in connections:
                self.assertEqual(connection.getresponse().read(), b"walled 1, warden 1")
                connection.close()
            self.assertEqual(running.get("/runs"), (200, "1"))


if __name__ == "__main__":
    unittest.main()
