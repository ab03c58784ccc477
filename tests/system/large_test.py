"""Bodies that are larger than memory: uploads to the disk, downloads from it, and a full disk."""

import hashlib
import http.client
import os
import pathlib
import re
import resource
import shutil
import socket
import unittest

from carboy_process import AppTest, BUILD, TIMEOUT

MEGABYTE = 1024 * 1024
CONFIG = """[app]
name = "guide"
extensions = ["guide"]

[server]
max_body = "1 GiB"
temp_folder = "{temp}"

[guide]
folder = "{files}"
"""


class Large(AppTest):
    def setUp(self):
        super().setUp()
        shutil.copy(BUILD / "extensions" / "guide.so", self.folder / "extensions" / "guide.so")
        self.files, self.temp = self.folder / "files", self.folder / "temp"
        self.files.mkdir()
        self.temp.mkdir()
        self.write_config(CONFIG.format(temp=self.temp, files=self.files))

    def memory(self, running):
        """Returns the peak memory of the process so far, in MiB."""
        status = pathlib.Path(f"/proc/{running.process.pid}/status").read_text()
        return int(re.search(r"^VmHWM:\s*(\d+) kB$", status, re.MULTILINE)[1]) / 1024

    def send(self, running, pieces, chunked=False):
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=TIMEOUT)
        size = {} if chunked else {"Content-Length": str(sum(map(len, pieces)))}
        connection.request("PUT", "/backup", iter(pieces), size, encode_chunked=chunked)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def test_an_upload_and_a_download_take_little_memory(self):
        pieces = [os.urandom(MEGABYTE)] * 200
        whole = hashlib.sha256(b"".join(pieces)).hexdigest()
        with self.run_app() as running:
            running.get("/theme")
            before = self.memory(running)
            for chunked in (False, True):
                self.assertEqual(self.send(running, pieces, chunked), (200, f"Kept {200 * MEGABYTE} bytes."))
                self.assertEqual(hashlib.sha256((self.files / "backup.img").read_bytes()).hexdigest(), whole)
                self.assertEqual(list(self.temp.iterdir()), [])
            connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=TIMEOUT)
            connection.request("GET", "/files/backup.img")
            answer, read = connection.getresponse(), hashlib.sha256()
            while piece := answer.read(MEGABYTE):
                read.update(piece)
            connection.close()
            self.assertEqual((answer.status, read.hexdigest()), (200, whole))
            self.assertLess(self.memory(running) - before, 16)

    def test_a_full_disk_is_507_and_nothing_else_suffers(self):
        with self.run_app(before=self.with_own_mount(self.temp, "size=2m")) as running:
            self.assert_507_and_nothing_else(running, 1_500_000, "No space left on device")

    def test_a_file_that_may_not_grow_is_507_and_nothing_else_suffers(self):
        with self.run_app() as running:
            # Not earlier, because the start copies extensions.
            resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (MEGABYTE, MEGABYTE))
            self.assert_507_and_nothing_else(running, 1_000_000, "File too large")

    def assert_507_and_nothing_else(self, running, fits, reported):
        for chunked in (False, True):
            status, text = self.send_and_look(running, chunked)
            self.assertEqual(status, 507)
            self.assertNotIn(str(self.temp), text)
        self.assertEqual(self.send(running, [b"x" * fits]), (200, f"Kept {fits} bytes."))
        self.assertEqual(running.get("/theme")[0], 200)
        self.assertEqual(running.end(), 0)
        self.assertIn(f"{self.temp}: {reported}", running.process.stderr.read())

    def send_and_look(self, running, chunked):
        """Sends a body of 10 MB; the response may come before all of it has been sent."""
        framing = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: 10485760"
        piece = b"100000\r\n" + b"x" * MEGABYTE + b"\r\n" if chunked else b"x" * MEGABYTE
        with socket.create_connection(("127.0.0.1", running.port), timeout=TIMEOUT) as client:
            client.sendall(b"PUT /backup HTTP/1.1\r\nHost: x\r\n" + framing + b"\r\n\r\n")
            for _ in range(10):
                client.sendall(piece)
            answer = http.client.HTTPResponse(client)
            answer.begin()
            return answer.status, answer.read().decode()

    def test_a_client_that_disconnects_leaves_no_file(self):
        with self.run_app() as running:
            descriptors = f"/proc/{running.process.pid}/fd"
            running.get("/theme")
            before = len(os.listdir(descriptors))
            for _ in range(10):
                with socket.create_connection(("127.0.0.1", running.port), timeout=TIMEOUT) as client:
                    client.sendall(b"PUT /backup HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n" + b"x" * 5000000)
            # A later response shows that the server has handled the clients that left first.
            for _ in range(1000):
                if running.get("/theme")[0] == 200 and len(os.listdir(descriptors)) <= before:
                    return
            self.fail(f"{before} descriptors before, {len(os.listdir(descriptors))} now")


if __name__ == "__main__":
    unittest.main()
