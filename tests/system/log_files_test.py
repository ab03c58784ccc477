"""The access log and the error log of `carboy serve`."""

import json
import os
import re
import signal
import socket
import struct
import time
import unittest

from carboy_process import AppTest, TIMEOUT

LINE = re.compile(r'^(\S+) - (\S+) \[(\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "([^"]*)" (\d{3}) (\d+)(?: "([^"]*)" "([^"]*)")?$')


class LogTest(AppTest):
    """An app that answers, refuses and fails."""

    def setUp(self):
        super().setUp()
        self.install("v1", "logged")
        self.log = self.folder / "access.log"

    def serve(self, settings):
        self.write_config('[app]\nname = "shop"\nextensions = ["logged"]\n[server]\n' + settings)
        return self.run_app(command="serve")

    def send(self, app, text):
        """Sends bytes, and reads until the server ends the connection."""
        with socket.create_connection(("127.0.0.1", app.port), timeout=TIMEOUT) as client:
            client.sendall(text)
            got = b""
            while True:
                more = client.recv(65536)
                if not more:
                    return got
                got += more

    def ask(self, app, line, *fields):
        return self.send(app, "\r\n".join([line, "Host: shop.example", "Connection: close", *fields, "", ""]).encode())

    def wait_for(self, so, what):
        end = time.monotonic() + TIMEOUT
        while not so():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.01)

    def lines(self, count, file=None):
        file = file or self.log
        self.wait_for(lambda: file.exists() and file.read_bytes().count(b"\n") >= count, f"{count} lines in {file}")
        lines = file.read_text().splitlines()
        self.assertEqual(len(lines), count, lines)
        return lines


class AccessLog(LogTest):
    """The lines of the access log."""

    def test_combined_lines_of_every_kind_of_answer(self):
        with self.serve('access_log = "access.log"\n') as app:
            self.ask(app, "GET /?a=1 HTTP/1.1", "Referer: https://a.example/\"x", "User-Agent: b\\c", "Authorization: Basic QWRhOng=")
            self.ask(app, "HEAD / HTTP/1.1")
            self.ask(app, "GET /304 HTTP/1.1")
            self.ask(app, "GET /stream HTTP/1.1")
            self.ask(app, "GET /nothing HTTP/1.0")
            self.send(app, b"\x16\x03\x01\" garbage\r\n\r\n")
            self.ask(app, "GET /long HTTP/1.1", "X: " + "x" * 20000)
            self.ask(app, "POST /echo HTTP/1.1", "Content-Length: 99999999")
            found = [LINE.match(line) for line in self.lines(8)]
        self.assertNotIn(None, found)
        shown = [(one[4], one[5], one[6]) for one in found]
        self.assertEqual(shown[:5], [("GET /?a=1 HTTP/1.1", "200", "13"), ("HEAD / HTTP/1.1", "200", "0"),
                                     ("GET /304 HTTP/1.1", "304", "0"), ("GET /stream HTTP/1.1", "200", "50"),
                                     ("GET /nothing HTTP/1.0", "404", shown[4][2])])
        self.assertEqual([one[:2] for one in shown[5:]],
                         [("\\x16\\x03\\x01\\x22 garbage", "400"), ("GET /long HTTP/1.1", "431"), ("POST /echo HTTP/1.1", "413")])
        self.assertEqual(found[0][1], "127.0.0.1")
        self.assertEqual(found[0][2], "Ada")
        self.assertEqual(found[0][7], "https://a.example/\\x22x")
        self.assertEqual((found[0][8], found[1][8]), ("b\\x5Cc", "-"))
        self.assertTrue(all(int(one[6]) > 0 for one in found[4:]))
        self.assertEqual(self.log.stat().st_mode & 0o777, 0o640)

    def test_a_control_character_in_a_field_is_refused_and_shown_escaped(self):
        with self.serve('access_log = "access.log"\naccess_log_format = "common"\n') as app:
            self.send(app, b"GET /\x1b[2J HTTP/1.1\r\nHost: t\r\n\r\n")
            found = LINE.match(self.lines(1)[0])
        self.assertEqual((found[4], found[5], found[7]), ("GET /\\x1B[2J HTTP/1.1", "400", None))

    def test_json_names_endpoint_extension_and_a_client_that_left(self):
        with self.serve('access_log = "access.log"\naccess_log_format = "json"\nrequest_id = "always"\n') as app:
            answer = self.ask(app, "GET / HTTP/1.1", "User-Agent: t\"e\\st")
            self.ask(app, "POST /echo HTTP/1.1", "Content-Length: 0")
            with socket.create_connection(("127.0.0.1", app.port), timeout=TIMEOUT) as client:
                client.sendall(b"GET /large HTTP/1.1\r\nHost: t\r\n\r\n")
                client.recv(1000)
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.send(app, b"GARBAGE\r\n\r\n")
            entries = [json.loads(line) for line in self.lines(4)]
        whole = next(one for one in entries if one["target"] == "/")
        self.assertEqual((whole["endpoint"], whole["extension"], whole["complete"]), ("index", "logged", True))
        self.assertEqual((whole["host"], whole["user_agent"], whole["peer"]), ("shop.example", "t\"e\\st", "127.0.0.1"))
        self.assertIn(b"X-Request-Id: " + whole["request_id"].encode() + b"\r\n", answer)
        self.assertRegex(whole["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertGreater(whole["duration_ms"], 0)
        left = next(one for one in entries if one["target"] == "/large")
        self.assertEqual((left["status"], left["complete"]), (200, False))
        self.assertTrue(0 < left["body_bytes"] < 40_000_000, left)
        refused = next(one for one in entries if one["status"] == 400)
        self.assertEqual((refused["line"], refused["method"], refused["extension"]), ("GARBAGE", None, None))
        self.assertTrue(refused["reason"])

    def test_a_file_that_was_moved_is_closed_and_nothing_is_lost(self):
        with self.serve('access_log = "access.log"\n') as app:
            self.ask(app, "GET /?1 HTTP/1.1")
            self.lines(1)
            os.rename(self.log, self.folder / "access.log.1")
            app.process.send_signal(signal.SIGUSR1)
            self.wait_for(self.log.exists, "a new file at once")
            self.ask(app, "GET /?2 HTTP/1.1")
            self.assertEqual(app.end(), 0)
        self.assertIn("GET /?2 ", self.lines(1)[0])
        self.assertIn("GET /?1 ", self.lines(1, self.folder / "access.log.1")[0])

    def test_an_app_that_stops_writes_the_remaining_lines(self):
        with self.serve('access_log = "access.log"\n') as app:
            for i in range(50):
                self.ask(app, f"GET /?{i} HTTP/1.1")
            self.assertEqual(app.end(), 0)
        self.assertEqual(len(self.log.read_text().splitlines()), 50)

    def test_standard_output(self):
        with self.serve('access_log = "-"\n') as app:
            self.ask(app, "GET / HTTP/1.1")
            line = app.process.stdout.readline()
        self.assertEqual(LINE.match(line.rstrip("\n"))[4], "GET / HTTP/1.1")

    def test_without_a_log_the_signal_does_nothing(self):
        with self.serve("") as app:
            app.process.send_signal(signal.SIGUSR1)
            self.assertEqual(app.get("/")[0], 200)
        self.assertEqual(sorted(one.name for one in self.folder.iterdir() if one.is_file()), ["app.toml"])

    def test_a_file_that_cannot_be_opened_is_a_mistake_in_app_toml(self):
        self.write_config('[app]\n[server]\naccess_log = "log/access.log"\n')
        refused = self.carboy("serve", "--bind", "127.0.0.1:0")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("app.toml:3:14   [server] access_log: log/access.log cannot be opened: No such file or directory.",
                      refused.stderr)
        self.write_config('[app]\n[server]\naccess_log_format = "jsn"\n')
        refused = self.carboy("config", "check")
        self.assertIn('[server] access_log_format is one of "common", "combined", "json". Did you mean "json"?', refused.stderr)

    def test_a_full_disk_is_reported_and_the_app_serves_on(self):
        with self.serve('access_log = "/dev/full"\n') as app:
            for _ in range(3):
                self.assertEqual(app.get("/")[0], 200)
            line = app.process.stderr.readline()
            self.assertEqual(app.end(), 0)
            rest = app.process.stderr.read()
        self.assertIn("error carboy The access log /dev/full cannot be written: No space left on device.", line)
        self.assertIn("has lost 3 lines", rest)


class ErrorLog(LogTest):
    """The lines on standard error."""

    def errors(self, app):
        self.assertEqual(app.end(), 0)
        return app.process.stderr.read().splitlines()

    def test_a_fault_is_one_line_that_cannot_be_forged(self):
        with self.serve('access_log = "access.log"\naccess_log_format = "json"\n') as app:
            self.assertIn(b" 500 ", self.ask(app, "GET /fails/a%22%0Ab?secret=1 HTTP/1.1"))
            self.assertIn(b" 500 ", self.ask(app, "GET /split HTTP/1.1"))
            entries = [json.loads(line) for line in self.lines(2)]
            lines = self.errors(app)
        self.assertEqual(len(lines), 2, lines)
        self.assertRegex(lines[0], r'^\S+Z error logged GET /fails/a%22%0Ab 500 \d+\.\d ms req=' + entries[0]["request_id"] +
                         r' "no \\"a\\"\\nb\\"\\nerror carboy forged" \(logged 1\.0\.0\)$')
        self.assertRegex(lines[1], r'^\S+Z error logged GET /split 500 \d+\.\d ms req=' + entries[1]["request_id"] + r' ".*X-Bad.*" \(logged 1\.0\.0\)$')

    def test_a_slow_view_is_reported(self):
        with self.serve('slow_view = "100 ms"\n') as app:
            self.ask(app, "GET /slow?x HTTP/1.1")
            self.ask(app, "GET / HTTP/1.1")
            lines = self.errors(app)
        self.assertEqual(len(lines), 1, lines)
        self.assertRegex(lines[0], r"^\S+Z warning logged GET /slow slow 1\d\d ms, \d+ ms in the queue, endpoint=slow req=[0-9a-f]{32} \(logged 1\.0\.0\)$")

    def test_the_level_is_a_setting(self):
        with self.serve('slow_view = "100 ms"\nlog_level = "error"\n') as app:
            self.ask(app, "GET /slow HTTP/1.1")
            self.ask(app, "GET /fails/x HTTP/1.1")
            lines = self.errors(app)
        self.assertEqual([line.split(" ")[1] for line in lines], ["error"])


if __name__ == "__main__":
    unittest.main()
