"""Hello over HTTP: one server thread on the first core, the load on the second, all servers in turn."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import ExitStack
from pathlib import Path

from measure.figures import Figure, Target
from measure.processes import Load, Server, free_port, load
from measure.site import PAGE, POOLED, site
from measure.suite import Settings, Suite, two_cores

TITLES = {
    "full": "Carboy, nonblocking view, 100 rules, hooks",
    "inline": "Carboy, nonblocking view",
    "stored": "Carboy, stored page",
    "pooled": "Carboy, pool of one, 100 rules, hooks",
    "raw": "raw Pistache",
    "nginx": "nginx return 200",
}
TARGETS = {"full": PAGE, "inline": "/inline", "stored": "/stored", "pooled": POOLED, "raw": "/inline", "nginx": "/inline"}
# What each one is compared with, in every figure.
BESIDE = {"full": "nginx", "inline": "nginx", "stored": "inline", "pooled": "full", "nginx": "raw"}

APP_TOML = """[app]
name = "bench"
extensions = ["bench_hello"]

[server]
loops = 1
workers = 1
"""

NGINX_CONF = """{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 2048; }}
http {{
  access_log off;
  default_type text/html;
  charset utf-8;
  keepalive_requests 1000000000;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location / {{ return 200 "Hello, World!"; }}
  }}
}}
"""


def core_seconds(core: int) -> tuple[float, float]:
    """Returns the seconds a core has been up, and how many of them it was idle or served interrupts."""
    line = re.search(rf"^cpu{core} (.*)$", Path("/proc/stat").read_text(), re.MULTILINE)
    # proc(5): user nice system idle iowait irq softirq steal, in ticks
    ticks = list(map(int, line[1].split()))[:8]
    second = os.sysconf("SC_CLK_TCK")
    return sum(ticks) / second, sum(ticks[3:7]) / second


def hello_folder(settings: Settings, name: str) -> Path:
    folder = settings.folder(name, APP_TOML)
    shutil.copytree(settings.programs / "hello_app" / "extensions", folder / "extensions")
    return folder


class Http(Suite):
    title = "Hello over HTTP"
    programs = {"nginx": "nginx-light", "taskset": "util-linux"}

    def __init__(self, settings: Settings):
        super().__init__(settings)
        self.server_core, self.load_core = two_cores()
        self.connections = [64] if settings.quick else [64, 1, 512]
        self.seconds = 1 if settings.quick else 3

    def figures(self) -> list[Figure]:
        figures = []
        for count in self.connections:
            figures += self._figures_of(count)
        for count in self.connections:
            for name, title in TITLES.items():
                figures.append(
                    Figure(
                        f"http.{name}.p99.c{count}",
                        f"{title}, 99th percentile, c={count}",
                        "us",
                        baseline=self._beside(name, f"p99.c{count}"),
                        target=Target("ratio", "<=", 1.2) if name == "full" and count > 1 else None,
                        digits=0,
                    )
                )
        for name, title in TITLES.items():
            own, beside = f"http.{name}.cpu", self._beside(name, "cpu")
            figures.append(Figure(own, f"{title}, CPU time per request", "us", baseline=beside))
        taken = "CPU time that other programs took on the server's core"
        figures.append(Figure("http.foreign", taken, "%", digits=0))
        none = Target("worst", "==", 0)
        figures.append(Figure("http.errors", "failed requests, in total", "", target=none, digits=0))
        return figures

    @staticmethod
    def _beside(name: str, what: str) -> str | None:
        return f"http.{BESIDE[name]}.{what}" if name in BESIDE else None

    def _figures_of(self, count: int) -> list[Figure]:
        """Requests per second at `count` connections."""
        targets = {"full": 0.95, "stored": 0.95, "pooled": 0.6} if count > 1 else {}

        def figure(name: str, title: str, beside: str | None, ratio: float | None) -> Figure:
            target = Target("ratio", ">=", ratio) if ratio else None
            own = f"http.{name}.c{count}"
            return Figure(own, title, "req/s", True, beside, target, digits=0)

        figures = [
            figure(name, f"{title}, c={count}", self._beside(name, f"c{count}"), targets.get(name))
            for name, title in TITLES.items()
        ]
        twice = 2 if count > 1 else None
        again = figure("full_raw", f"the first row, c={count}, compared with raw Pistache", f"http.raw.c{count}", twice)
        return [figures[0], again, *figures[1:]]

    def _start(self, name: str, number: int) -> Server:
        if name == "nginx":
            port = free_port()
            folder = self.settings.folder(f"http-{number}-nginx")
            user = "user root;" if os.geteuid() == 0 else ""
            conf = NGINX_CONF.format(folder=folder, port=port, user=user)
            (folder / "nginx.conf").write_text(conf)
            files = ["-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
            command = ["nginx", "-p", str(folder), *files]
            return Server(command, folder, core=self.server_core, port=port)
        if name in ("full", "pooled"):
            return site(self.settings, f"http-{number}-{name}", self.server_core, workers=1)
        if name == "raw":
            folder = self.settings.folder(f"http-{number}-raw")
            command = [str(self.settings.programs / "pistache_hello")]
        else:
            folder = hello_folder(self.settings, f"http-{number}-{name}")
            command = [self.settings.carboy, "serve", "--bind", "127.0.0.1:0"]
        return Server(command, folder, core=self.server_core)

    def _load(self, server: Server, name: str, connections: int, seconds: int) -> Load:
        program = self.settings.programs / "load"
        return load(program, server.port, TARGETS[name], connections, seconds, self.load_core)

    def measure(self, number: int) -> dict[str, list[float]]:
        names = list(TITLES)
        names = names[number % len(names):] + names[: number % len(names)]
        measured: dict[str, list[float]] = {"http.errors": [0], "http.foreign": []}
        with ExitStack() as stack:
            servers = {name: stack.enter_context(self._start(name, number)) for name in names}
            for name, server in servers.items():
                server.check(TARGETS[name])
                self._load(server, name, 64, 1)
            for count in self.connections:
                for name, server in servers.items():
                    self._measure_one(name, server, count, measured)
        return measured

    def _measure_one(self, name: str, server: Server, count: int, measured: dict) -> None:
        up, free = core_seconds(self.server_core)
        before = server.cpu_seconds()
        seen = self._load(server, name, count, self.seconds)
        spent = server.cpu_seconds() - before
        now_up, now_free = core_seconds(self.server_core)
        foreign = 1 - (spent + now_free - free) / (now_up - up)
        measured["http.foreign"].append(max(0.0, foreign) * 100)
        measured[f"http.{name}.c{count}"] = [seen.per_second]
        if name == "full":
            measured[f"http.full_raw.c{count}"] = [seen.per_second]
        measured[f"http.{name}.p99.c{count}"] = [seen.p99]
        measured["http.errors"][0] += seen.errors
        if count == 64:
            measured[f"http.{name}.cpu"] = [spent / seen.requests * 1e6]
