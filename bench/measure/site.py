"""The app that most suites measure (bench/site), and HTTP over plain sockets."""

from __future__ import annotations

import re
import shutil
import socket

from measure.processes import Failed, Server
from measure.suite import Settings

PAGE = "/things57/7"  # nonblocking, and so are the hooks around it
POOLED = "/pooled/7"
SLOW = "/slow"  # blocks for 200 ms

APP_TOML = """[app]
name = "bench"
extensions = ["bench_site"]

[server]
loops = 1
{server}
"""


def site(settings: Settings, name: str, core: int | None, **server: int | str) -> Server:
    """Starts the app in a new folder; `server` are settings of [server]."""
    lines = [f"{key} = {value if isinstance(value, int) else repr(value)}" for key, value in server.items()]
    folder = settings.folder(name, APP_TOML.format(server="\n".join(lines)))
    shutil.copytree(settings.programs / "site_app" / "extensions", folder / "extensions")
    return Server([settings.carboy, "serve", "--bind", "127.0.0.1:0"], folder, core=core)


class Client:
    """A persistent connection. Responses must have a Content-Length."""

    def __init__(self, port: int, receive_buffer: int | None = None):
        self.socket = socket.socket()
        if receive_buffer is not None:  # before connect(), which announces the window
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(120)
        self.socket.connect(("127.0.0.1", port))
        self._port = port
        self._rest = b""

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_) -> None:
        self.socket.close()

    def ask(self, target: str, method: str = "GET", length: int | None = None) -> None:
        """Sends the head of a request."""
        body = "" if length is None else f"Content-Length: {length}\r\n"
        head = f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{body}\r\n"
        self.socket.sendall(head.encode())

    def read_head(self) -> int:
        """Reads a head and returns its Content-Length, or -1. Raises Failed for any status but 200."""
        while b"\r\n\r\n" not in self._rest:
            piece = self.socket.recv(65536)
            if not piece:
                raise Failed(f"The connection was closed after {self._rest[:200]!r}.")
            self._rest += piece
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        if b" 200 " not in head.partition(b"\r\n")[0]:
            raise Failed(f"The response was {head!r}.")
        length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
        return int(length[1]) if length else -1

    def read_body(self, length: int) -> bytes:
        """Reads a small body."""
        while len(self._rest) < length:
            piece = self.socket.recv(65536)
            if not piece:
                raise Failed("The connection was closed inside a response.")
            self._rest += piece
        body, self._rest = self._rest[:length], self._rest[length:]
        return body

    def skip_body(self, length: int) -> None:
        """Reads a large body and drops it."""
        left = length - len(self._rest)
        self._rest = b""
        buffer = bytearray(1024 * 1024)
        while left > 0:
            read = self.socket.recv_into(buffer, min(left, len(buffer)))
            if read == 0:
                raise Failed(f"The connection was closed {left} bytes before the end of a response.")
            left -= read

    def get(self, target: str) -> bytes:
        self.ask(target)
        return self.read_body(self.read_head())
