"""`carboy ext reload hello`, again and again: idle, and under load."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

from measure.figures import Figure, Target
from measure.processes import Failed, Server, get, read_wrk, wrk_command
from measure.suite import Settings, Suite


class Swap(Suite):
    title = "Swapping hello: duration of `carboy ext reload`"
    programs = {"wrk": "wrk"}

    def __init__(self, settings: Settings):
        super().__init__(settings)
        self.times = 5 if settings.quick else 15
        self.app_toml = (settings.root / "examples" / "hello" / "app.toml").read_text()

    def figures(self) -> list[Figure]:
        none = Target("worst", "==", 0)
        return [
            Figure("swap.idle", "idle", "ms"),
            Figure("swap.loaded", "under load", "ms", baseline="swap.idle"),
            Figure("swap.served", "requests served in the meantime", "req/s", higher_is_better=True, digits=0),
            Figure("swap.errors", "failed requests", "", target=none, digits=0),
            Figure("swap.left", "old libraries still mapped", "", target=none, digits=0),
            Figure("swap.saved", "run --reload: time until a new file runs", "ms",
                   target=Target("median", "<", 200)),
        ]

    def measure(self, number: int) -> dict[str, list[float]]:
        folder = self.settings.folder(f"swap-{number}", self.app_toml)
        serve = [self.settings.carboy, "serve", "--bind", "127.0.0.1:0"]
        with Server(serve, folder) as server:
            server.check("/")
            idle = [self._reload(folder) for _ in range(self.times)]
            command = wrk_command(server.port, "/", 16, 600)
            load = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            try:
                self._await_load(server)
                loaded = [self._reload(folder) for _ in range(self.times)]
            finally:
                load.send_signal(signal.SIGINT)
                output, _ = load.communicate(timeout=30)
            seen = read_wrk(output)
            get(server.port, "/")
            left = self._libraries(server) - 1
        return {
            "swap.idle": [took for took, _ in idle],
            "swap.loaded": [took for took, _ in loaded],
            "swap.served": [seen.per_second],
            "swap.errors": [seen.errors],
            "swap.left": [max(left, sum(not unloaded for _, unloaded in idle + loaded))],
            "swap.saved": self._save(number),
        }

    def _save(self, number: int) -> list[float]:
        """Returns the times from a new file in extensions/ to the report of its swap, in milliseconds."""
        folder = self.settings.folder(f"save-{number}", self.app_toml)
        installed = folder / "extensions" / "hello.so"
        installed.parent.mkdir()
        library = (Path(self.settings.carboy).parent.parent / "extensions" / "hello.so").read_bytes()
        installed.write_bytes(library)
        took = []
        with Server([self.settings.carboy, "run", "--reload", "--bind", "127.0.0.1:0"], folder) as server:
            for version in range(1, self.times + 1):
                unfinished = folder / "hello.new"
                unfinished.write_bytes(library + bytes(version))
                began = time.monotonic()
                unfinished.replace(installed)
                server.read_until(b"old library unloaded")
                took.append((time.monotonic() - began) * 1e3)
        return took

    def _reload(self, folder: Path) -> tuple[float, bool]:
        """Returns the duration in milliseconds, and whether the old library was unloaded."""
        began = time.monotonic()
        command = [self.settings.carboy, "ext", "reload", "hello", "--json"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        took = (time.monotonic() - began) * 1e3
        if done.returncode != 0:
            said = done.stdout + done.stderr
            raise Failed(f"carboy ext reload hello ended with status {done.returncode}:\n{said}")
        return took, json.loads(done.stdout)["unloaded"]

    @staticmethod
    def _await_load(server: Server) -> None:
        """Waits until the server spends CPU time on wrk's requests."""
        idle = server.cpu_seconds()
        until = time.monotonic() + 10
        while server.cpu_seconds() < idle + 0.05:
            if time.monotonic() > until:
                raise Failed("wrk put no load on hello.")
            time.sleep(0.01)

    @staticmethod
    def _libraries(server: Server) -> int:
        """Returns the number of copies of hello that the process has mapped."""
        maps = Path(f"/proc/{server.pid}/maps").read_text().splitlines()
        paths = {line.split(maxsplit=5)[5] for line in maps if len(line.split(maxsplit=5)) == 6}
        return sum("/.carboy/run/" in path and "hello" in Path(path).name for path in paths)
