"""A page that never blocks, while 64 clients request a view that blocks for 200 ms."""

from __future__ import annotations

import subprocess

from measure.figures import Figure, Target
from measure.processes import Failed, await_load, read_wrk, wrk, wrk_command
from measure.site import PAGE, SLOW, site
from measure.suite import Settings, Suite, two_cores

CLIENTS = 64


class Blocking(Suite):
    title = "A nonblocking page while another view blocks"
    programs = {"wrk": "wrk", "taskset": "util-linux"}

    def __init__(self, settings: Settings):
        super().__init__(settings)
        self.server_core, self.client_core = two_cores()
        self.seconds = 1 if settings.quick else 3

    def figures(self) -> list[Figure]:
        beside = f"99th percentile while {CLIENTS} clients request a view that sleeps for 200 ms"
        fast = Target("median", "<", 5)
        none = Target("worst", "==", 0)
        return [
            Figure("blocking.alone", "99th percentile alone, 8 connections", "ms", digits=2),
            Figure("blocking.beside", beside, "ms", baseline="blocking.alone", target=fast, digits=2),
            Figure("blocking.slow", "responses of that view in the meantime", "", digits=0, higher_is_better=True),
            Figure("blocking.errors", "failed requests, in total", "", target=none, digits=0),
        ]

    def measure(self, number: int) -> dict[str, list[float]]:
        with site(self.settings, f"blocking-{number}", self.server_core) as server:
            server.check(PAGE)
            alone = wrk(server.port, PAGE, 8, self.seconds, self.client_core)
            # Longer than the measurement; waiting for a worker must not count as a timeout.
            command = ["taskset", "-c", str(self.client_core)]
            command += wrk_command(server.port, SLOW, CLIENTS, self.seconds + 2, timeout=60)
            slow = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            try:
                await_load(server, connections=CLIENTS)
                beside = wrk(server.port, PAGE, 8, self.seconds, self.client_core)
            finally:
                output, _ = slow.communicate(timeout=120)
        answered = read_wrk(output)
        # Without responses wrk reports no latency.
        waited = beside.p99 / 1e3 if beside.requests > 0 else self.seconds * 1e3
        if answered.requests == 0:
            raise Failed("The view that blocks has answered no request.")
        return {
            "blocking.alone": [alone.p99 / 1e3],
            "blocking.beside": [waited],
            "blocking.slow": [answered.requests],
            "blocking.errors": [alone.errors + beside.errors + answered.errors],
        }
