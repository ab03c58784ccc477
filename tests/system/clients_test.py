"""Independent clients: curl, wrk, slowhttptest, nginx as a proxy in front, and a headless browser."""

import contextlib
import hashlib
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import threading
import time
import unittest

from carboy_process import AppTest, BUILD, TIMEOUT, needed

CONFIG = """[app]
name = "guide"
extensions = ["guide"]

[server]
loops = 1
workers = 4
%s

[guide]
folder = "%s"
"""
LARGE = 2_000_000
PAGE = """<!doctype html>
<title>ticks</title>
<body>
<script>
const say = text => document.body.append(document.createElement("p"), text);
const clock = new EventSource("/clock");
clock.onmessage = event => { if (event.data === "3") { clock.close(); say("ticked " + event.data); } };
Promise.all([...Array(20).keys()].map(n => fetch("/search?q=" + n).then(answer => answer.text())))
  .then(all => say("fetched " + all.filter(text => text.startsWith("Page 1 of")).length));
</script>
"""


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Clients(AppTest):
    settings = ""

    def setUp(self):
        super().setUp()
        shutil.copy(BUILD / "extensions" / "guide.so", self.folder / "extensions" / "guide.so")
        self.files = self.folder / "files"
        self.files.mkdir()
        self.large = self.files / "large.bin"
        self.large.write_bytes(os.urandom(LARGE))
        (self.files / "page.html").write_text(PAGE)
        self.write_config(CONFIG % (self.settings, self.files))
        self.running = self.run_app(command="serve").__enter__()
        self.addCleanup(self.running.__exit__)
        self.base = f"http://127.0.0.1:{self.running.port}"

    def curl(self, *arguments, **more):
        done = subprocess.run([needed("curl"), "--silent", "--show-error", "--fail-with-body", "--max-time",
                               str(TIMEOUT), *arguments], cwd=self.folder, capture_output=True, check=True, **more)
        return done.stdout

    def assert_alive(self):
        self.assertEqual(self.running.get("/text"), (200, "Hello"))


class Curl(Clients):
    def test_each_version_of_http_1(self):
        for version, answered in (("--http1.0", b"1.1 200"), ("--http1.1", b"1.1 200")):
            self.assertEqual(self.curl(version, "-w", " %{http_version} %{http_code}", self.base + "/text"),
                             b"Hello " + answered)
        self.assertEqual(self.curl("--http1.0", self.base + "/numbers").count(b"\n"), 1000)

    def test_one_connection_for_many_urls(self):
        said = self.curl("--http1.1", "-w", " %{num_connects}\n", *[f"{self.base}/search?q={n}" for n in range(50)])
        connects = [int(line.rsplit(b" ", 1)[1]) for line in said.splitlines()]
        self.assertEqual(connects, [1] + [0] * 49)

    def test_an_upload_that_asks_first(self):
        said = self.curl("--http1.1", "-v", "-H", "Expect: 100-continue", "-F", "cover=@files/large.bin;filename=copy.bin",
                         self.base + "/upload", )
        self.assertEqual(said, b"Kept %d bytes." % LARGE)
        self.assertEqual(hashlib.sha256((self.files / "copy.bin").read_bytes()).digest(),
                         hashlib.sha256(self.large.read_bytes()).digest())

    def test_an_upload_without_a_length(self):
        said = self.curl("-X", "POST", "-T", "-", "-H", "Content-Type: application/json", self.base + "/orders",
                         input=b'{"book": "Emma", "copies": 2}')
        self.assertEqual(json.loads(said), {"book": "Emma", "copies": 2})

    def test_a_part_of_a_file(self):
        self.assertEqual(self.curl("-r", "100-199", self.base + "/files/large.bin"), self.large.read_bytes()[100:200])
        half = self.folder / "half.bin"
        half.write_bytes(self.large.read_bytes()[:LARGE // 2])
        self.curl("-C", "-", "-o", half, self.base + "/files/large.bin")
        self.assertEqual(half.read_bytes(), self.large.read_bytes())

    def test_head_compression_and_conditions(self):
        head = self.curl("--head", self.base + "/files/large.bin").decode()
        self.assertIn(f"Content-Length: {LARGE}\r\n", head)
        self.assertEqual(self.curl("--compressed", self.base + "/text"), b"Hello")
        tag = re.search(r"(?i)etag: (.*)\r\n", head).group(1)
        self.assertEqual(self.curl("-H", f"If-None-Match: {tag}", "-w", "%{http_code}", self.base + "/files/large.bin"),
                         b"304")


class Wrk(Clients):
    def test_load_without_an_error(self):
        for target in ("/text", "/numbers"):
            said = subprocess.run([needed("wrk"), "-t1", "-c32", "-d2s", self.base + target], capture_output=True,
                                  text=True, check=True, timeout=TIMEOUT).stdout
            self.assertNotIn("Socket errors", said)
            self.assertNotIn("Non-2xx", said)
            self.assertGreater(int(re.search(r"(\d+) requests in", said).group(1)), 100)
        self.assert_alive()


class Neighbour(threading.Thread):
    """A client that sends requests during an attack and must not notice it."""

    # Seconds. Slow clients are tolerated for twice as long, so a request that waits for one of them fails the test.
    most = 5

    def __init__(self, test, running):
        super().__init__()
        self.test, self.running, self.stop = test, running, threading.Event()
        self.answered, self.failed = 0, []
        self.longest = 0.0

    def run(self):
        while not self.stop.wait(0.02):
            begin = time.monotonic()
            try:
                answer = self.running.get("/text")
            except (OSError, http.client.HTTPException) as error:
                answer = error
            self.longest = max(self.longest, time.monotonic() - begin)
            self.answered += 1
            if answer != (200, "Hello"):
                self.failed.append(answer)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, failed, *unused):
        self.stop.set()
        self.join()
        if failed is None:
            self.test.assertEqual(self.failed, [], "a neighbour's answers that are not (200, 'Hello')")
            self.test.assertLess(self.longest, self.most, f"a neighbour waited {self.longest:.1f} s for an answer")
            self.test.assertGreater(self.answered, 20)


class SlowHttpTest(Clients):
    settings = f"""header_timeout = "{2 * Neighbour.most} s"
body_timeout = "{2 * Neighbour.most} s"
body_rate = "10 kB"
rate_grace = "{2 * Neighbour.most} s"
write_timeout = "{2 * Neighbour.most} s"
keep_alive = "3 s"
linger = "1 s"
"""

    def attack(self, *arguments, target="/text"):
        """All slow connections must be closed long before the end."""
        with Neighbour(self, self.running):
            said = subprocess.run([needed("slowhttptest"), "-c", "60", "-r", "60", "-i", "1", "-l", "40", "-p", "10",
                                   "-u", self.base + target, *arguments], capture_output=True, text=True,
                                  timeout=TIMEOUT).stdout
        self.assertIn("No open connections left", said)
        self.assert_alive()

    def test_slow_heads(self):
        self.attack("-H")

    def test_slow_bodies(self):
        self.attack("-B", "-s", "8192", "-t", "POST", target="/sign")

    def connections(self):
        """Returns the number of connections that the server keeps open."""
        end = f":{self.running.port:04X}"
        rows = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return sum(row[1].endswith(end) and row[3] != "0A" and row[9] != "0" for row in rows)

    def test_slow_readers(self):
        """slowhttptest does not notice a closed connection before it has read everything in its buffers."""
        with Neighbour(self, self.running), subprocess.Popen(
                [needed("slowhttptest"), "-X", "-c", "60", "-r", "60", "-l", str(TIMEOUT), "-p", "10", "-w", "512",
                 "-y", "1024", "-n", "20", "-z", "32", "-u", self.base + "/files/large.bin"],
                stdout=subprocess.DEVNULL) as attack:
            try:
                self.wait_until(lambda: self.connections() >= 50)
                self.wait_until(lambda: self.connections() <= 2)
                self.assertIsNone(attack.poll(), "the attack is over before the server has done anything")
            finally:
                attack.kill()
        self.assert_alive()

    def wait_until(self, so):
        deadline = time.monotonic() + TIMEOUT / 2
        while not so():
            self.assertLess(time.monotonic(), deadline, f"{self.connections()} connections")
            time.sleep(0.1)


NGINX = """daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  client_max_body_size 8m;
  upstream app {{
    server 127.0.0.1:{app};
    keepalive 8;
  }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://app;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_request_buffering off;
      proxy_buffering off;
    }}
  }}
}}
"""


class Nginx(Clients):
    settings = """trusted_proxies = ["127.0.0.1"]
"""

    @contextlib.contextmanager
    def proxy(self):
        port = free_port()
        config = self.folder / "nginx.conf"
        config.write_text(NGINX.format(folder=self.folder, app=self.running.port, port=port))
        nginx = subprocess.Popen([needed("nginx"), "-p", self.folder, "-c", config], stderr=subprocess.PIPE, text=True)
        try:
            deadline = time.monotonic() + TIMEOUT
            while True:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                if nginx.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError("nginx does not start: " + nginx.stderr.read())
            yield f"http://127.0.0.1:{port}"
        finally:
            nginx.terminate()
            self.errors = nginx.communicate(timeout=TIMEOUT)[1]

    def connections_to_the_app(self):
        """Returns the number of established connections from the proxy."""
        end = f":{self.running.port:04X}"
        rows = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return sum(row[2].endswith(end) and row[3] == "01" for row in rows)

    def test_everything_through_a_proxy(self):
        with self.proxy() as base:
            self.curl(*[f"{base}/search?q={n}" for n in range(200)])
            kept = self.connections_to_the_app()
            self.assertTrue(1 <= kept <= 8, f"{kept} connections are kept alive")
            self.assertEqual(json.loads(self.curl(base + "/where"))["client"], "127.0.0.1")
            self.assertEqual(self.curl("-H", "Expect: 100-continue", "-F", "cover=@files/large.bin;filename=copy.bin",
                                       base + "/upload"), b"Kept %d bytes." % LARGE)
            self.assertEqual((self.files / "copy.bin").read_bytes(), self.large.read_bytes())
            chunked = self.curl("-X", "POST", "-T", "-", "-H", "Content-Type: application/json", base + "/orders",
                                input=b'{"book": "Emma"}')
            self.assertEqual(json.loads(chunked)["book"], "Emma")
            self.assertEqual(self.curl("-r", "5-9", base + "/files/large.bin"), self.large.read_bytes()[5:10])
            self.assertEqual(self.curl(base + "/numbers").count(b"\n"), 1000)
            self.assertEqual(self.curl("-N", base + "/clock").count(b"data: "), 3)
            self.assertIn(b" 204 ", self.curl("-i", base + "/nothing").splitlines()[0])
            self.assertIn(f"Content-Length: {LARGE}".encode(), self.curl("--head", base + "/files/large.bin"))
        self.assertNotIn("upstream", self.errors)


class Browser(Clients):
    def test_a_page_with_events_and_many_requests(self):
        said = subprocess.run([needed("chromium"), "--headless", "--no-sandbox", "--disable-gpu",
                               "--disable-dev-shm-usage", f"--user-data-dir={self.folder / 'profile'}",
                               "--virtual-time-budget=10000", "--dump-dom", self.base + "/files/page.html"],
                              capture_output=True, text=True, timeout=3 * TIMEOUT)
        self.assertIn("fetched 20", said.stdout, said.stderr[-2000:])
        self.assertIn("ticked 3", said.stdout)
        self.assert_alive()


if __name__ == "__main__":
    unittest.main()
