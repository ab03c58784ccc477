"""The memory that ten thousand idle connections take, and what a million requests leave behind."""

from __future__ import annotations

import resource
import time
from contextlib import ExitStack

from measure.figures import Figure, Target
from measure.processes import Failed, Server, wrk
from measure.site import PAGE, POOLED, Client, site
from measure.suite import Settings, Suite, two_cores

CROWD = 10_000
SETTINGS = {"workers": 1, "max_connections_per_client": CROWD + 500}  # all have one address


def allow_descriptors(count: int) -> None:
    """Raises the limit for this process and those it starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        raise Failed(f"The measurement needs {count} descriptors, but `ulimit -Hn` allows {hard}.")
    if soft != resource.RLIM_INFINITY and soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


class Crowd(Suite):
    title = "Idle connections, and memory after many requests"
    programs = {"wrk": "wrk", "taskset": "util-linux"}

    def __init__(self, settings: Settings):
        super().__init__(settings)
        self.server_core, self.client_core = two_cores()
        self.seconds = 1 if settings.quick else 3
        self.requests = 100_000 if settings.quick else 1_000_000
        allow_descriptors(CROWD + 500)

    def figures(self) -> list[Figure]:
        kept = Target("ratio", "<=", 1.2)
        # A leak of one byte per request would be about 1,000 KiB in a full run.
        small = Target("worst", "<=", 256)
        pairs = [("p50", "median latency"), ("p99", "99th percentile")]
        figures = [
            Figure("crowd.memory", f"memory per idle connection, with {CROWD:,} open", "bytes",
                   target=Target("worst", "<", 4096), digits=0),
            Figure("crowd.left", "memory per connection after all were closed", "bytes", digits=0),
        ]
        for name, title in pairs:
            figures += [
                Figure(f"crowd.{name}.alone", f"{title} without them, c=64", "us", digits=0),
                Figure(f"crowd.{name}.beside", f"{title} with them, c=64", "us",
                       baseline=f"crowd.{name}.alone", target=kept if name == "p50" else None, digits=0),
            ]
        cpu = "CPU time per request"
        return figures + [
            Figure("crowd.cpu.alone", f"{cpu} without them, c=64", "us"),
            Figure("crowd.cpu.beside", f"{cpu} with them, c=64", "us", baseline="crowd.cpu.alone"),
            Figure("crowd.growth", f"memory growth over {self.requests:,} requests", "KiB",
                   target=small, digits=0),
            Figure("crowd.errors", "failed requests, in total", "", target=Target("worst", "==", 0), digits=0),
        ]

    def measure(self, number: int) -> dict[str, list[float]]:
        with site(self.settings, f"crowd-{number}", self.server_core, **SETTINGS) as server:
            server.check(PAGE)
            self._errors = 0
            self._load(server, PAGE)
            self._load(server, POOLED)
            alone = self._load(server, PAGE)
            alone_cpu = self._spent / alone.requests * 1e6
            before = server.resident_kib()
            with ExitStack() as stack:
                for _ in range(CROWD):
                    stack.enter_context(Client(server.port)).get(PAGE)
                during = server.resident_kib()
                beside = self._load(server, PAGE)
                beside_cpu = self._spent / beside.requests * 1e6
            time.sleep(0.5)
            after = server.resident_kib()
            measured = {
                "crowd.memory": [(during - before) * 1024 / CROWD],
                "crowd.left": [(after - before) * 1024 / CROWD],
                "crowd.p50.alone": [alone.p50],
                "crowd.p50.beside": [beside.p50],
                "crowd.p99.alone": [alone.p99],
                "crowd.p99.beside": [beside.p99],
                "crowd.cpu.alone": [alone_cpu],
                "crowd.cpu.beside": [beside_cpu],
            }
            if number == 0:
                measured["crowd.growth"] = [self._growth(server)]
            measured["crowd.errors"] = [self._errors]
            return measured

    def _load(self, server: Server, target: str):
        before = server.cpu_seconds()
        load = wrk(server.port, target, 64, self.seconds, self.client_core)
        self._spent = server.cpu_seconds() - before
        self._errors += load.errors
        return load

    def _growth(self, server: Server) -> float:
        """Returns the growth of resident memory over `self.requests` requests, half of them on the pool, in KiB."""
        before, done = server.resident_kib(), 0
        while done < self.requests:
            done += self._load(server, PAGE).requests + self._load(server, POOLED).requests
        return max(0, server.resident_kib() - before)
