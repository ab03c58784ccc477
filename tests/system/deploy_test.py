"""examples/deploy with the real nginx and hitch: the files as they are, except for ports, paths and certificates."""

import http.client
import json
import os
import pathlib
import random
import re
import signal
import socket
import ssl
import subprocess
import threading
import time
import unittest

from carboy_process import AppTest, TIMEOUT, SOURCE, needed

DEPLOY = SOURCE / "examples" / "deploy"
NAME = "bookshop.example"
ID = re.compile(r"[0-9a-f]{32}")
# The part of Debian's nginx.conf around a file of conf.d.
NGINX = """daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
events {{}}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include {folder}/bookshop.conf;
}}
"""


def free_port():
    """Returns a free port below the range of ephemeral ports, because nginx and hitch do not report their port."""
    while True:
        port = random.randrange(10000, 32768)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("", port))
                return port
            except OSError:
                continue


class Deployment(AppTest):
    """The app `bookshop` in its folder, a certificate, and a client that trusts it."""

    def setUp(self):
        super().setUp()
        self.install("deploy", "bookshop")
        self.chain, self.key = self.folder / "fullchain.pem", self.folder / "privkey.pem"
        self.port = free_port()
        self.make_certificate()

    def make_certificate(self):
        subprocess.run([needed("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                        "-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
                        "-keyout", self.key, "-out", self.chain], check=True, capture_output=True)
        self.certificate = ssl.PEM_cert_to_DER_cert(self.chain.read_text())
        self.context = ssl.create_default_context(cafile=self.chain)

    def deployed(self, name, target, **replaced):
        """Copies a file of examples/deploy and replaces the texts, each of which must occur in it."""
        text = (DEPLOY / name).read_text()
        for old, new in replaced.items():
            old = REPLACED[old]
            self.assertIn(old, text, name)
            text = text.replace(old, str(new))
        (self.folder / target).write_text(text)
        return self.folder / target

    def start(self, command, **more):
        process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=self.log(command),
                                   stderr=subprocess.STDOUT, **more)
        self.addCleanup(self.stop, process)
        return process

    def log(self, command):
        log = (self.folder / f"{pathlib.Path(str(command[0])).name}.log").open("w")
        self.addCleanup(log.close)
        return log

    @staticmethod
    def stop(process):
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=TIMEOUT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def await_port(self, process):
        until = time.monotonic() + TIMEOUT
        while time.monotonic() < until and process.poll() is None:
            try:
                return socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT).close()
            except OSError:
                time.sleep(0.01)
        logs = {path.name: path.read_text() for path in self.folder.glob("*.log")}
        self.fail(f"the front does not listen: {logs}")

    def connect(self, context=None):
        """Returns a TLS connection to the front."""
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT)
        return (context or self.context).wrap_socket(raw, server_hostname=NAME)

    def ask(self, target, method="GET", headers=None, body=None, context=None):
        connection = http.client.HTTPSConnection(NAME, self.port, timeout=TIMEOUT)
        connection.sock = self.connect(context)
        with connection.sock:
            connection.request(method, target, body=body, headers={"Host": NAME, **(headers or {})})
            answer = connection.getresponse()
            answer.text = answer.read().decode()
            return answer

    def first_event(self):
        """Returns what has arrived of an endless event stream."""
        with self.connect() as connection:
            connection.sendall(f"GET /events HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
            seen = b""
            while b"data: first\n\n" not in seen:
                piece = connection.recv(4096)
                self.assertTrue(piece, seen)
                seen += piece
            return seen

    def renew(self, reload, handshakes_may_be_reset=False):
        """Installs a new certificate while clients connect all the time: no request may fail. A client whose
        handshake is reset, where that is allowed, connects again."""
        # Both certificates are self-signed, so the client compares them itself.
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        seen, failed, stopped = [], [], threading.Event()

        def client():
            while not stopped.is_set():
                try:
                    connection = self.connect(context)
                except ConnectionResetError as error:
                    if not handshakes_may_be_reset:
                        failed.append(repr(error))
                    continue
                try:
                    with connection:
                        certificate = connection.getpeercert(binary_form=True)
                        connection.sendall(f"GET /whoami HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
                        if not connection.recv(4096).startswith(b"HTTP/1.1 200 "):
                            failed.append("no answer")
                        seen.append(certificate)
                except OSError as error:
                    failed.append(repr(error))

        def await_certificate(which):
            until = time.monotonic() + TIMEOUT
            while which not in seen[-1:]:
                self.assertLess(time.monotonic(), until, "the new certificate is not served")
                time.sleep(0.01)

        clients = [threading.Thread(target=client) for _ in range(3)]
        for one in clients:
            one.start()
        try:
            await_certificate(self.certificate)
            self.make_certificate()
            reload()
            await_certificate(self.certificate)
        finally:
            stopped.set()
            for one in clients:
                one.join()
        self.assertEqual(failed, [])
        # A worker with the old certificate may still accept connections for a moment.
        self.assertEqual(json.loads(self.ask("/whoami", context=context).text)["scheme"], "https")


# The texts in the files that tests replace, by name.
REPLACED = {
    "plain_port": "80;",
    "tls_port": "443 ssl",
    "sock": "/run/bookshop/http.sock",
    "chain": "/etc/ssl/bookshop.example/fullchain.pem",
    "key": "/etc/ssl/bookshop.example/privkey.pem",
    "public": "/srv/bookshop/public",
    "hitch_port": 'port = "443"',
    "hitch_pem": "/etc/hitch/bookshop.example.pem",
    "any_host": 'host = "*"',
    "user": 'user = "_hitch"\ngroup = "_hitch"\n',
    "app_port": "127.0.0.1:5000",
    "hitch_backend": "[127.0.0.1]:5000",
}


class Nginx(Deployment):
    def setUp(self):
        super().setUp()
        self.plain_port = free_port()
        self.sock, self.public = self.folder / "http.sock", self.folder / "public"
        self.deployed("app.toml", "app.toml")
        self.deployed("nginx.conf", "bookshop.conf", plain_port=f"{self.plain_port};", tls_port=f"{self.port} ssl",
                      sock=self.sock, chain=self.chain, key=self.key, public=self.public)
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(NGINX.format(folder=self.folder, user=user))
        self.app = self.activate()
        self.front = self.start(self.nginx())
        self.await_port(self.front)

    def nginx(self, *more):
        folder = str(self.folder)
        return [needed("nginx"), "-p", folder, "-c", folder + "/nginx.conf", "-e", folder + "/error.log", *more]

    def activate(self):
        """Starts the service with its socket, like systemd with the two units."""
        unit = (DEPLOY / "carboy.socket").read_text() + (DEPLOY / "carboy.service").read_text()
        self.assertIn(f"ListenStream={REPLACED['sock']}\n", unit)
        program, *arguments = re.search(r"^ExecStart=(.*)$", unit, re.MULTILINE)[1].split()
        self.assertEqual(pathlib.Path(program).name, "carboy")
        listener = socket.socket(socket.AF_UNIX)
        self.addCleanup(listener.close)
        listener.bind(str(self.sock))
        listener.listen(int(re.search(r"^Backlog=(\d+)$", unit, re.MULTILINE)[1]))
        number = listener.fileno()
        script = f'exec 3<&{number}; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'
        return self.start(["bash", "-c", script, "bash", self.program, *arguments], pass_fds=[number])

    def connections(self):
        """Returns the inodes of nginx's connections to the app."""
        lines = pathlib.Path("/proc/net/unix").read_text().splitlines()
        # proc(5): Num RefCount Protocol Flags Type St Inode Path; 03 is connected
        fields = [line.split() for line in lines if line.endswith(f" {self.sock}")]
        return {inode for *_, state, inode, _path in fields if state == "03"}

    def test_the_app_sees_the_client_and_not_the_proxy(self):
        who = json.loads(self.ask("/whoami").text)
        self.assertEqual((who["client"], who["scheme"]), ("127.0.0.1", "https"))
        self.assertEqual(who["url"], f"https://{NAME}/whoami")
        self.assertRegex(who["id"], ID)

    def test_forwarding_headers_of_a_client_are_dropped(self):
        lies = {"X-Forwarded-For": "10.1.2.3", "X-Forwarded-Proto": "gopher", "X-Forwarded-Host": "evil.example",
                "X-Forwarded-Prefix": "/evil", "Forwarded": "for=10.1.2.3;host=evil.example", "X-Request-Id": "mine"}
        who = json.loads(self.ask("/whoami", headers=lies).text)
        self.assertEqual((who["client"], who["url"]), ("127.0.0.1", f"https://{NAME}/whoami"))
        self.assertRegex(who["id"], ID)

    def test_http_is_redirected_to_https(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.plain_port, timeout=TIMEOUT)
        self.addCleanup(connection.close)
        connection.request("GET", "/whoami?a=b", headers={"Host": NAME})
        answer = connection.getresponse()
        self.assertEqual((answer.status, answer.headers["Location"]), (308, f"https://{NAME}/whoami?a=b"))

    def test_events_are_not_buffered(self):
        self.assertIn(b"text/event-stream", self.first_event())

    def test_a_static_file_comes_from_the_folder_or_from_the_extension(self):
        answer = self.ask("/bookshop/static/site.css")
        self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "text/css; charset=utf-8"))
        self.assertIn("serif", answer.text)
        exported = self.public / "bookshop" / "static" / "site.css"
        exported.parent.mkdir(parents=True)
        exported.write_text("body { color: black; }\n")
        self.assertEqual(self.ask("/bookshop/static/site.css").text, "body { color: black; }\n")
        self.assertEqual(self.ask("/bookshop/static/none.css").status, 404)

    def test_connections_to_the_app_are_kept(self):
        self.ask("/whoami")
        kept = self.connections()
        self.assertEqual(len(kept), 1)
        for _ in range(50):
            self.assertEqual(self.ask("/whoami").status, 200)
        self.assertEqual(self.connections(), kept)

    def test_a_body_that_is_too_large_is_rejected_by_nginx(self):
        self.assertEqual(self.ask("/whoami", "PUT", {"Content-Length": str(17 << 20), "Expect": "100-continue"}).status, 413)

    def test_a_new_certificate_is_served_without_a_failed_request(self):
        self.renew(lambda: subprocess.run(self.nginx("-s", "reload"), check=True, timeout=TIMEOUT))

    def test_the_service_stops_with_status_0(self):
        self.ask("/whoami")
        self.app.send_signal(signal.SIGTERM)
        self.assertEqual(self.app.wait(timeout=TIMEOUT), 0)
        self.assertTrue(self.sock.exists(), "the socket is systemd's")


class Hitch(Deployment):
    def setUp(self):
        super().setUp()
        app_port = free_port()
        self.deployed("app-hitch.toml", "app.toml", app_port=f"127.0.0.1:{app_port}")
        self.pem = self.folder / "both.pem"
        self.join_certificate()
        user = {} if os.geteuid() == 0 else {"user": ""}
        conf = self.deployed("hitch.conf", "hitch.conf", hitch_port=f'port = "{self.port}"', any_host='host = "127.0.0.1"',
                             hitch_pem=self.pem, hitch_backend=f"[127.0.0.1]:{app_port}", **user)
        self.start([self.program, "serve"])
        self.front = self.start([needed("hitch"), f"--config={conf}"])
        self.await_port(self.front)
        self.await_app(app_port)

    def join_certificate(self):
        unfinished = self.pem.with_suffix(".new")
        unfinished.write_text(self.key.read_text() + self.chain.read_text())
        unfinished.replace(self.pem)

    def await_app(self, port):
        until = time.monotonic() + TIMEOUT
        while time.monotonic() < until:
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT).close()
            except OSError:
                time.sleep(0.01)
        self.fail((self.folder / "carboy.log").read_text())

    def test_the_app_sees_the_client_and_that_it_was_tls(self):
        with self.connect() as connection:
            ours = connection.getsockname()[0]
        who = json.loads(self.ask("/whoami", headers={"X-Forwarded-For": "10.1.2.3"}).text)
        self.assertEqual((who["client"], who["url"]), (ours, f"https://{NAME}/whoami"))

    def test_events_are_not_buffered(self):
        self.assertIn(b"text/event-stream", self.first_event())

    def test_a_static_file(self):
        self.assertIn("serif", self.ask("/bookshop/static/site.css").text)

    def test_a_new_certificate_is_served_and_no_accepted_connection_is_lost(self):
        """Each worker of hitch has a listening socket of its own. When an old worker closes its socket, the kernel
        resets the connections that it has not accepted yet, unless net.ipv4.tcp_migrate_req is 1."""
        def reload():
            self.join_certificate()
            self.front.send_signal(signal.SIGHUP)

        migrates = pathlib.Path("/proc/sys/net/ipv4/tcp_migrate_req")
        self.renew(reload, handshakes_may_be_reset=not migrates.exists() or migrates.read_text().strip() != "1")


if __name__ == "__main__":
    unittest.main()
