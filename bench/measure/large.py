"""Uploads and downloads of a GiB, and clients that read slowly."""

from __future__ import annotations

import time
from pathlib import Path

from measure.figures import Figure, Target
from measure.processes import Failed, Server
from measure.site import Client, site
from measure.suite import Settings, Suite, two_cores

MIB = 1024 * 1024
SLOW_BYTES = 1024  # a second


class Large(Suite):
    title = "Large bodies, and slow readers"
    programs = {"taskset": "util-linux"}

    def __init__(self, settings: Settings):
        super().__init__(settings)
        self.server_core, _ = two_cores()
        self.size = (128 if settings.quick else 1024) * MIB
        self.seconds = 1 if settings.quick else 3

    def figures(self) -> list[Figure]:
        size = f"{self.size // MIB:,} MiB"
        small, idle = Target("worst", "<", 32), Target("worst", "<", 1)
        figures = []
        for name, way in {"up": "uploaded to a view", "down": "downloaded from a file"}.items():
            figures += [
                Figure(f"large.{name}", f"{size} {way}", "MB/s", higher_is_better=True, digits=0),
                Figure(f"large.{name}_peak", "peak memory", "MiB", target=small),
            ]
        reader = "CPU time for a client that reads 1 KiB/s of a"
        return figures + [
            Figure("large.slow_file", f"{reader} file", "%", target=idle, digits=2),
            Figure("large.slow_stream", f"{reader} stream", "%", target=idle, digits=2),
        ]

    def measure(self, number: int) -> dict[str, list[float]]:
        measured = {}
        for name, run in {"up": self._upload, "down": self._download}.items():
            with self._start(f"large-{number}-{name}") as server:
                began = time.monotonic()
                run(server)
                measured[f"large.{name}"] = [self.size / 1e6 / (time.monotonic() - began)]
                measured[f"large.{name}_peak"] = [server.peak_mib()]
        with self._start(f"large-{number}-slow") as server:
            for name, target in {"slow_file": "/large", "slow_stream": "/endless"}.items():
                measured[f"large.{name}"] = [self._read_slowly(server, target)]
        return measured

    def _start(self, name: str) -> Server:
        server = site(self.settings, name, self.server_core, workers=2, max_body="2 GiB")
        with (Path(self.settings.scratch) / name / "large.bin").open("wb") as file:
            file.truncate(self.size)
        return server

    def _upload(self, server: Server) -> None:
        piece = bytes(MIB)
        with Client(server.port) as client:
            client.ask("/large", "PUT", self.size)
            for _ in range(self.size // MIB):
                client.socket.sendall(piece)
            said = client.read_body(client.read_head())
        if said != str(self.size).encode():
            raise Failed(f"The view has received {said.decode()} of {self.size} bytes.")

    def _download(self, server: Server) -> None:
        with Client(server.port) as client:
            client.ask("/large")
            length = client.read_head()
            if length != self.size:
                raise Failed(f"The response has {length} of {self.size} bytes.")
            client.skip_body(length)

    def _read_slowly(self, server: Server, target: str) -> float:
        """Returns the CPU time that the server spends, in percent of a core."""
        with Client(server.port, receive_buffer=4096) as client:
            client.ask(target)
            client.read_head()
            time.sleep(0.5)  # time for all buffers to fill
            before, began = server.cpu_seconds(), time.monotonic()
            while time.monotonic() < began + self.seconds:
                client.socket.recv(SLOW_BYTES // 10)
                time.sleep(0.1)
            return (server.cpu_seconds() - before) / (time.monotonic() - began) * 100
