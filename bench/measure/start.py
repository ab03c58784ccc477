"""The time from the start of the process to the first response, and the memory of an idle app."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from measure.figures import Figure, Target
from measure.processes import BODY, Failed, Server
from measure.suite import Settings, Suite


class Start(Suite):
    title = "Start and idle memory"

    def __init__(self, settings: Settings):
        super().__init__(settings)
        self.times = 2 if settings.quick else 5
        app_toml = (settings.root / "examples" / "hello" / "app.toml").read_text()
        self.hello = settings.folder("start-hello", app_toml)
        self.raw = settings.folder("start-raw")

    def figures(self) -> list[Figure]:
        def figure(name: str, title: str, unit: str, baseline=None, below=None) -> Figure:
            target = Target("median", "<", below) if below else None
            beside = f"start.{baseline}" if baseline else None
            return Figure(f"start.{name}", title, unit, baseline=beside, target=target)

        return [
            figure("hello", "hello: time to the first response", "ms", "raw", 60),
            figure("raw", "raw Pistache: time to the first response", "ms"),
            figure("many", "100 extensions: time to the first response", "ms", "hello", 1000),
            figure("help", "carboy --help", "ms", "true", 15),
            figure("check", "config check with 100 extensions", "ms", "help", 100),
            figure("true", "/bin/true, for comparison", "ms"),
            figure("hello_memory", "hello: idle memory", "MiB", "raw_memory", 16),
            figure("raw_memory", "raw Pistache: idle memory", "MiB"),
            figure("many_memory", "100 extensions: idle memory", "MiB", "hello_memory"),
        ]

    def measure(self, number: int) -> dict[str, list[float]]:
        measured: dict[str, list[float]] = {figure.name: [] for figure in self.figures()}

        def serve(name: str, command: list[str], folder: Path, target: str, body: bytes) -> None:
            with Server(command, folder) as server:
                server.check(target, body)
                measured[f"start.{name}"].append((time.monotonic() - server.began) * 1e3)
                measured[f"start.{name}_memory"].append(server.resident_mib())

        carboy = [self.settings.carboy, "serve", "--bind", "127.0.0.1:0"]
        programs = self.settings.programs
        for _ in range(self.times):
            serve("hello", carboy, self.hello, "/", BODY)
            serve("raw", [str(programs / "pistache_hello")], self.raw, "/", BODY)
            measured["start.help"].append(self._run([self.settings.carboy, "--help"]))
            measured["start.true"].append(self._run(["/bin/true"]))
        many = programs / "many_app"
        for _ in range(self.times):
            measured["start.check"].append(self._run([self.settings.carboy, "config", "check"], many))
        serve("many", carboy, many, "/many/100", b"This is /many/100.")
        return measured

    @staticmethod
    def _run(command: list[str], folder: Path | None = None) -> float:
        """Runs a program and returns how long it took, in milliseconds."""
        began = time.monotonic()
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        took = (time.monotonic() - began) * 1e3
        if done.returncode != 0:
            raise Failed(f"{command[0]} ended with status {done.returncode}.")
        return took
