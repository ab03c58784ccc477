"""`carboy run` for operators: limits, sockets and shutdown."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
import unittest

from carboy_process import AppTest, TIMEOUT

# Executes argv[2:] with the sockets that argv[1] names as descriptors 3, 4 ..., like systemd.
PASS_SOCKETS = """
import os, sys
sockets = [os.dup(int(fd)) for fd in sys.argv[1].split(",")]
high = [os.dup2(fd, 50 + number, inheritable=True) for number, fd in enumerate(sockets)]
for number, fd in enumerate(high):
    os.dup2(fd, 3 + number, inheritable=True)
os.environ["LISTEN_FDS"] = str(len(sockets))
os.environ.setdefault("LISTEN_PID", str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""


class Client:
    """One connection, as bytes."""

    def __init__(self, port, come_from=None):
        source = (come_from, 0) if come_from else None
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT, source_address=source)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.socket.close()

    def ask(self, target, before=b""):
        self.socket.sendall(before + f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())

    def read_to(self, text):
        got = b""
        while text not in got:
            piece = self.socket.recv(65536)
            if not piece:
                raise AssertionError(f"{text!r} did not arrive, but {got!r}")
            got += piece
        return got

    def read_all(self):
        got = b""
        try:
            while piece := self.socket.recv(65536):
                got += piece
        except ConnectionResetError:
            pass
        return got


class Serve(AppTest):
    def setUp(self):
        super().setUp()
        for name in ("streamer", "held"):
            self.install("v1", name)
        self.write_config('[app]\nextensions = ["streamer", "held"]\n')

    def configure(self, server):
        self.write_config('[app]\nextensions = ["streamer", "held"]\n[server]\n' + server)

    def wait_for(self, what, so):
        end = time.monotonic() + TIMEOUT
        while not so():
            if time.monotonic() > end:
                self.fail(what + " did not happen")
            time.sleep(0.01)

    def hold(self, running):
        client = Client(running.port)
        client.ask("/held")
        self.wait_for("the view", (self.folder / "is-held").exists)
        return client

    def release(self):
        (self.folder / "release").write_text("x")

    def refuses(self, port):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT).close()
        except (ConnectionRefusedError, ConnectionResetError):
            return True
        return False


class Ending(Serve):
    def test_requests_in_flight_are_finished(self):
        with self.run_app() as running, Client(running.port) as events, Client(running.port) as idle:
            events.ask("/ticks")
            events.read_to(b"data: tick")
            idle.ask("/page")
            idle.read_to(b"page")
            with self.hold(running) as held:
                running.process.send_signal(signal.SIGTERM)
                self.wait_for("the refusal", lambda: self.refuses(running.port))
                events.read_all()
                self.assertEqual(idle.read_all(), b"")
                self.assertIsNone(running.process.poll())
                self.release()
                answer = held.read_all()
                self.assertIn(b"HTTP/1.1 200 ", answer)
                self.assertIn(b"Connection: close\r\n", answer)
                self.assertTrue(answer.endswith(b"released"))
            self.assertEqual(running.process.wait(timeout=TIMEOUT), 0)

    def test_a_second_signal_ends_the_process_at_once(self):
        with self.run_app() as running, self.hold(running) as held:
            running.process.send_signal(signal.SIGTERM)
            self.wait_for("the refusal", lambda: self.refuses(running.port))
            running.process.send_signal(signal.SIGTERM)
            self.assertEqual(running.process.wait(timeout=TIMEOUT), 143)
            self.assertEqual(held.read_all(), b"")

    def test_a_response_that_outlasts_grace_is_cut_off(self):
        self.configure('grace = "300 ms"\n')
        with self.run_app() as running, Client(running.port) as stream:
            stream.ask("/endless")
            stream.read_to(b"piece")
            self.assertEqual(running.end(), 0)
            self.assertFalse(stream.read_all().endswith(b"0\r\n\r\n"), "the body must not look complete")


class Sockets(Serve):
    def test_an_occupied_port(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            address = f"127.0.0.1:{other.getsockname()[1]}"
            refused = self.carboy("run", "--bind", address)
        self.assertEqual(refused.returncode, 1)
        self.assertIn(address + " is already in use", refused.stderr)
        self.assertIn("ss -ltnp", refused.stderr)

    def start_with(self, *sockets, **environment):
        for one in sockets:
            one.listen()
            self.addCleanup(one.close)
        numbers = ",".join(str(one.fileno()) for one in sockets)
        return subprocess.Popen([sys.executable, "-c", PASS_SOCKETS, numbers, str(self.program), "run"], cwd=self.folder,
                                pass_fds=[one.fileno() for one in sockets], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, env={**os.environ, **environment})

    def test_passed_sockets(self):
        self.configure('bind = ["systemd"]\n')
        first, second = socket.socket(), socket.socket(socket.AF_UNIX)
        first.bind(("127.0.0.1", 0))
        second.bind(str(self.folder / "s.sock"))
        process = self.start_with(first, second)
        try:
            with Client(first.getsockname()[1]) as client:
                client.ask("/page")
                self.assertIn(b"HTTP/1.1 200 ", client.read_to(b"page"))
            with socket.socket(socket.AF_UNIX) as local:
                local.settimeout(TIMEOUT)
                local.connect(str(self.folder / "s.sock"))
                local.sendall(b"GET /page HTTP/1.0\r\n\r\n")
                self.assertIn(b"HTTP/1.1 200 ", local.recv(65536))
            process.send_signal(signal.SIGTERM)
            out, errors = process.communicate(timeout=TIMEOUT)
            self.assertEqual((process.returncode, errors), (0, ""))
            self.assertIn(f"unix:{self.folder / 's.sock'}", out)
        finally:
            process.kill()
            process.wait()

    def test_sockets_of_another_process(self):
        self.configure('bind = ["systemd"]\n')
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        process = self.start_with(listener, LISTEN_PID="1")
        errors = process.communicate(timeout=TIMEOUT)[1]
        self.assertEqual(process.returncode, 1)
        self.assertIn("the sockets that were passed are for process 1", errors)

    def test_no_passed_socket(self):
        self.configure('bind = ["systemd"]\n')
        refused = self.carboy("run")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("no socket was passed to this process", refused.stderr)


class Limits(Serve):
    def test_a_flood_does_not_keep_other_clients_out(self):
        self.configure("max_connections = 8\n")
        with self.run_app() as running:
            flood = []
            for _ in range(20):
                client = Client(running.port)
                self.addCleanup(client.socket.close)
                client.socket.sendall(b"GET /page HTTP/1.1\r\n")
                flood.append(client)
            self.assertIn(b"HTTP/1.1 503 ", flood[-1].read_all())
            with Client(running.port, "127.0.0.2") as other:
                other.ask("/page")
                self.assertIn(b"HTTP/1.1 200 ", other.read_to(b"page"))

    def test_an_address_has_its_share(self):
        self.configure("max_connections_per_client = 2\n")
        with self.run_app() as running, Client(running.port) as one, Client(running.port) as two:
            for client in (one, two):
                client.ask("/page")
                client.read_to(b"page")
            with Client(running.port) as three:
                self.assertIn(b"Your address has too many connections", three.read_all())
            running.end()
            self.assertIn("127.0.0.1 has 2 connections open", running.process.stderr.read())

    def test_a_full_queue_is_shared(self):
        self.configure("workers = 1\nqueue = 2\n")
        with self.run_app() as running, self.hold(running) as held:
            waiting = []
            for _ in range(2):
                waiting.append(Client(running.port))
                self.addCleanup(waiting[-1].socket.close)
                waiting[-1].ask("/page")
            with Client(running.port) as more, Client(running.port, "127.0.0.2") as other:
                # The last of the three is rejected, so that the address has two requests in the queue.
                more.ask("/page")
                refused = []
                self.wait_for("the refusal", lambda: refused.extend(self.readable(waiting + [more])) or refused)
                self.assertIn(b"HTTP/1.1 503 ", refused[0].socket.recv(65536))
                other.ask("/page")
                rest = [one for one in waiting + [more] if one is not refused[0]]
                displaced = []
                self.wait_for("the displacement", lambda: displaced.extend(self.readable(rest)) or displaced)
                answer = displaced[0].socket.recv(65536)
                self.assertIn(b"HTTP/1.1 503 ", answer)
                self.assertIn(b"Retry-After: ", answer)
                self.release()
                self.assertIn(b"HTTP/1.1 200 ", other.read_to(b"page"))
                self.assertIn(b"HTTP/1.1 200 ", held.read_to(b"released"))

    @staticmethod
    def readable(clients):
        return [one for one in clients if select.select([one.socket], [], [], 0)[0]]

    def test_the_proxy_protocol(self):
        self.configure('proxy_protocol = true\ntrusted_proxies = ["127.0.0.1"]\n')
        with self.run_app() as running:
            with Client(running.port) as client:
                client.ask("/from", before=b"PROXY TCP6 2001:db8::7 2001:db8::1 4711 443\r\n")
                client.read_to(b"2001:db8::7")
            with Client(running.port) as client:
                client.ask("/page")
                self.assertEqual(client.read_all(), b"")
            running.end()
            self.assertIn("began with something other than a PROXY header", running.process.stderr.read())

    def test_the_proxy_protocol_requires_trusted_proxies(self):
        self.configure("proxy_protocol = true\n")
        refused = self.carboy("config", "check")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("proxy_protocol needs trusted_proxies", refused.stdout + refused.stderr)


if __name__ == "__main__":
    unittest.main()
