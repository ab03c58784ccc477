"""Programs under measurement: started in a folder, perhaps on one core, ended by their process id."""

from __future__ import annotations

import json
import re
import select
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

BODY = b"Hello, World!"


class Failed(Exception):
    """A program did not do what a measurement needs. The text is for people."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def missing_programs(programs: dict[str, str]) -> list[str]:
    """Returns a line for each program of {program: Debian package} that is not installed."""
    return [
        f"{program} is not installed; its Debian package is {package}"
        for program, package in programs.items()
        if shutil.which(program) is None
    ]


def get(port: int, target: str) -> tuple[bytes, bytes]:
    """Sends a GET over a new connection; returns head and body. The response must have a Content-Length."""
    request = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request.encode())
        answer = b""
        while True:
            head, end, body = answer.partition(b"\r\n\r\n")
            length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE) if end else None
            if length and len(body) >= int(length[1]):
                return head, body
            piece = connection.recv(65536)
            if not piece:
                return head, body
            answer += piece


class Server:
    """A program that serves until stop(), on one core if `core` is given.

    Without `port`, the port is read from the URL that the program prints.
    """

    def __init__(
        self, command: list[str], folder: Path, core: int | None = None, port: int | None = None
    ):
        pinned = command if core is None else ["taskset", "-c", str(core), *command]
        self._title = Path(command[0]).name
        self._errors = (folder / f"{self._title}.stderr").open("w+")
        self.began = time.monotonic()
        self._process = subprocess.Popen(
            pinned,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        self.pid = self._process.pid
        try:
            self.port = self._read_port() if port is None else self._await_port(port)
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def _failed(self, what: str) -> Failed:
        self._errors.seek(0)
        return Failed(f"{self._title} {what}.\n{self._errors.read().strip()}")

    def read_until(self, text: bytes) -> None:
        """Waits until the program has printed `text`."""
        seen = b""
        while text not in seen:
            ready, _, _ = select.select([self._process.stdout], [], [], 60)
            piece = self._process.stdout.read1(4096) if ready else b""
            if not piece:
                raise self._failed(f"did not print {text.decode()}")
            seen += piece

    def _read_port(self) -> int:
        seen = b""
        while True:
            ready, _, _ = select.select([self._process.stdout], [], [], 60)
            piece = self._process.stdout.read1(4096) if ready else b""
            if not piece:
                raise self._failed("did not print its URL")
            seen += piece
            found = re.search(rb"http://127\.0\.0\.1:(\d+)\s", seen)
            if found:
                return int(found[1])

    def _await_port(self, port: int) -> int:
        while time.monotonic() < self.began + 60:
            if self._process.poll() is not None:
                raise self._failed("ended immediately")
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1):
                    return port
            except OSError:
                time.sleep(0.001)
        raise self._failed(f"does not listen on port {port}")

    def check(self, target: str, body: bytes = BODY) -> None:
        """Sends one request; raises Failed unless the response is 200 with that body."""
        head, answered = get(self.port, target)
        if b" 200 " not in head.partition(b"\r\n")[0] or answered != body:
            raise self._failed(f"answered {target} with {head!r} and {answered[:200]!r}")

    def _pids(self) -> list[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [self.pid, *map(int, children)]

    def cpu_seconds(self) -> float:
        """Returns the CPU time of its threads and its children's so far."""
        spent = 0
        for pid in self._pids():
            for task in Path(f"/proc/{pid}/task").iterdir():
                spent += int((task / "schedstat").read_text().split()[0])
        return spent / 1e9

    def _memory_kib(self, name: str) -> int:
        kib = 0
        for pid in self._pids():
            status = Path(f"/proc/{pid}/status").read_text()
            kib += int(re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)[1])
        return kib

    def resident_kib(self) -> int:
        return self._memory_kib("VmRSS")

    def resident_mib(self) -> float:
        return self._memory_kib("VmRSS") / 1024

    def peak_mib(self) -> float:
        """Returns the peak of its resident memory so far."""
        return self._memory_kib("VmHWM") / 1024

    def connections(self) -> int:
        """Returns the number of connections to its port, with those it has not accepted yet."""
        table = Path("/proc/net/tcp").read_text().splitlines()[1:]
        # proc(5): sl local_address rem_address st ...; 01 is ESTABLISHED
        ends = [line.split()[1:4] for line in table]
        return sum(local.endswith(f":{self.port:04X}") and state == "01" for local, _, state in ends)

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process.stdout.close()
        self._errors.close()


@dataclass(frozen=True)
class Load:
    """What wrk, or bench/load, measured. Latencies are in microseconds."""

    requests: int
    per_second: float
    p50: float
    p99: float
    errors: int


def _microseconds(text: str) -> float:
    found = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text)
    if found is None:
        raise Failed(f"wrk printed a malformed latency: {text}")
    return float(found[1]) * {"us": 1, "ms": 1e3, "s": 1e6, "m": 60e6}[found[2]]


def read_wrk(output: str) -> Load:
    def find(pattern: str) -> str:
        found = re.search(pattern, output, re.MULTILINE)
        if found is None:
            raise Failed(f"wrk printed an unknown summary:\n{output}")
        return found[1]

    sockets = re.search(
        r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", output
    )
    statuses = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    errors = [*(sockets.groups() if sockets else ()), *(statuses.groups() if statuses else ())]
    return Load(
        requests=int(find(r"(\d+) requests in")),
        per_second=float(find(r"Requests/sec:\s+([\d.]+)")),
        p50=_microseconds(find(r"^\s+50%\s+(\S+) *$")),
        p99=_microseconds(find(r"^\s+99%\s+(\S+) *$")),
        errors=sum(map(int, errors)),
    )


def wrk_command(
    port: int, target: str, connections: int, seconds: int, timeout: int = 2
) -> list[str]:
    # Raw Pistache closes a connection unless the request asks to keep it, so every request asks.
    keep = ["-H", "Connection: keep-alive"]
    url = f"http://127.0.0.1:{port}{target}"
    times = [f"-d{seconds}s", "--timeout", f"{timeout}s"]
    return ["wrk", "-t1", f"-c{connections}", *times, "--latency", *keep, url]


def await_load(server: Server, connections: int) -> None:
    """Waits until `connections` clients are connected."""
    until = time.monotonic() + 10
    while server.connections() < connections:
        if time.monotonic() > until:
            raise Failed(f"wrk did not open {connections} connections.")
        time.sleep(0.01)


def wrk(port: int, target: str, connections: int, seconds: int, core: int) -> Load:
    command = ["taskset", "-c", str(core), *wrk_command(port, target, connections, seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"wrk failed:\n{done.stdout}{done.stderr}")
    return read_wrk(done.stdout)


def load(program: Path, port: int, target: str, connections: int, seconds: int, core: int) -> Load:
    """Runs bench/load, which needs less CPU time than wrk, so that the server is the bottleneck."""
    command = [str(program), str(port), target, str(connections), str(seconds)]
    pinned = ["taskset", "-c", str(core), *command]
    done = subprocess.run(pinned, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"load failed:\n{done.stdout}{done.stderr}")
    return Load(**json.loads(done.stdout))
