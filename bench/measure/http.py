"""Hello over HTTP: one server thread on core 0, wrk on core 1, all servers side by side."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import ExitStack
from pathlib import Path

from measure.figures import Figure, Target
from measure.processes import Failed, Server, free_port, wrk
from measure.suite import Settings, Suite

TITLES = {
    "inline": "Carboy, nonblocking view",
    "pooled": "Carboy, pool of one",
    "raw": "raw Pistache",
    "nginx": "nginx return 200",
}
TARGETS = {"inline": "/inline", "pooled": "/pooled", "raw": "/inline", "nginx": "/inline"}

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
    """How long a core has been up, and how much of that it was idle or served interrupts."""
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
    programs = {"wrk": "wrk", "nginx": "nginx-light", "taskset": "util-linux"}

    def __init__(self, settings: Settings):
        super().__init__(settings)
        if len(os.sched_getaffinity(0)) < 2:
            raise Failed("The http suite wants two cores, one for the server and one for wrk.")
        self.server_core, self.wrk_core = sorted(os.sched_getaffinity(0))[:2]
        self.connections = [64] if settings.quick else [64, 1, 512]
        self.seconds = 1 if settings.quick else 3

    def figures(self) -> list[Figure]:
        figures = []
        for count in self.connections:
            for name, title in TITLES.items():
                target = Target("ratio", ">=", 1.6) if (name, count) == ("inline", 64) else None
                figures.append(
                    Figure(
                        f"http.{name}.c{count}",
                        f"{title}, c={count}",
                        "req/s",
                        higher_is_better=True,
                        baseline=None if name == "raw" else f"http.raw.c{count}",
                        target=target,
                        digits=0,
                    )
                )
        for kind, what in {"cpu": "processor time a request", "p99": "99th percentile"}.items():
            for name in TITLES:
                own, raw = f"http.{name}.{kind}", f"http.raw.{kind}"
                baseline = None if own == raw else raw
                digits = 1 if kind == "cpu" else 0
                title = f"{TITLES[name]}, {what}"
                figures.append(Figure(own, title, "us", baseline=baseline, digits=digits))
        taken = "processor time of the server's core that others took"
        figures.append(Figure("http.foreign", taken, "%", digits=0))
        none = Target("worst", "==", 0)
        figures.append(Figure("http.errors", "failed requests of all", "", target=none, digits=0))
        return figures

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
        if name == "raw":
            folder = self.settings.folder(f"http-{number}-raw")
            command = [str(self.settings.programs / "pistache_hello")]
        else:
            folder = hello_folder(self.settings, f"http-{number}-{name}")
            command = [self.settings.carboy, "serve", "--bind", "127.0.0.1:0"]
        return Server(command, folder, core=self.server_core)

    def measure(self, number: int) -> dict[str, list[float]]:
        names = list(TITLES)
        names = names[number % len(names):] + names[: number % len(names)]
        measured: dict[str, list[float]] = {"http.errors": [0], "http.foreign": []}
        with ExitStack() as stack:
            servers = {name: stack.enter_context(self._start(name, number)) for name in names}
            for name, server in servers.items():
                server.check(TARGETS[name])
                wrk(server.port, TARGETS[name], 64, 1, self.wrk_core)
            for count in self.connections:
                for name, server in servers.items():
                    self._measure_one(name, server, count, measured)
        return measured

    def _measure_one(self, name: str, server: Server, count: int, measured: dict) -> None:
        up, free = core_seconds(self.server_core)
        before = server.cpu_seconds()
        load = wrk(server.port, TARGETS[name], count, self.seconds, self.wrk_core)
        spent = server.cpu_seconds() - before
        now_up, now_free = core_seconds(self.server_core)
        foreign = 1 - (spent + now_free - free) / (now_up - up)
        measured["http.foreign"].append(max(0.0, foreign) * 100)
        measured[f"http.{name}.c{count}"] = [load.per_second]
        measured["http.errors"][0] += load.errors
        if count == 64:
            measured[f"http.{name}.cpu"] = [spent / load.requests * 1e6]
            measured[f"http.{name}.p99"] = [load.p99]
