"""Calls and values across the boundary, signals, services, generations, whole requests, and matching."""

from __future__ import annotations

import json
import subprocess

from measure.figures import Figure, Target
from measure.processes import Failed
from measure.suite import Suite

# Figure: benchmark, title, target in ns, baseline.
TIMES = {
    "micro.direct": ("direct_call", "a direct call", None, None),
    "micro.across": ("call_across", "a call into an extension", None, None),
    "micro.hello_own": ("hello_view_own", "the view of hello in the host", None, None),
    "micro.hello_across": ("hello_view_across", "the view of hello in an extension", None, "micro.hello_own"),
    "micro.unheard": ("emit_unheard", "emit, no slot", 3, None),
    "micro.heard": ("emit_heard", "emit, 1 slot in another extension", None, None),
    "micro.guard1": ("guard/threads:1", "RcuPtr: read and release", 20, None),
    "micro.guard2": ("guard/threads:2", "RcuPtr: read and release, 2 threads", 20, None),
    "micro.shared1": ("shared_pointer/threads:1", "atomic<shared_ptr>", None, "micro.guard1"),
    "micro.shared2": ("shared_pointer/threads:2", "atomic<shared_ptr>, 2 threads", None, "micro.guard2"),
    "micro.handle1": ("use_handle/threads:1", "handle->count()", 40, None),
    "micro.handle2": ("use_handle/threads:2", "handle->count(), 2 threads", 40, None),
    "micro.handle_again": ("use_handle_again", "handle->count(), found again in a unit of work", 20, None),
    "micro.providers": ("use_providers", "a list of 10 providers, each called", 60, None),
    "micro.request": ("request/hello", "a request without a socket", None, None),
    "micro.stored": ("request/stored", "a stored page without a socket", None, "micro.request"),
    "micro.request404": ("request/not_found", "a 404 without a socket", None, None),
    "micro.reads": ("request_reads/unrecorded", "a request that reads 5 parts of it", None, None),
    "micro.recorded": ("request_reads/recorded", "the same for a stored page, that is, recorded", None, "micro.reads"),
    "micro.read1": ("record_reads/1", "recording of 1 read", 50, None),
    "micro.read5": ("record_reads/5", "recording of 5 reads", 250, None),
    "micro.full": ("serve/view/5", "100 rules, 5 hooks of each kind", None, None),
    "micro.query": ("query_20_keys", "a query of 20 keys", None, None),
    "micro.json": ("request/json", "10 kB of JSON, read and written", None, None),
    "micro.iterate": ("iterate_map", "a loop over the values of a map of 40,000 keys", 2_000_000, None),
    "micro.rows": ("rows_by_fields<bench::Book>", "100 rows of 5 cells of a struct", 500 * 29, None),
    "micro.match10": ("match_path/int/10", "match among 10 rules", None, None),
    "micro.match1000": ("match_path/int/1000", "match among 1,000 rules", None, None),
    "micro.match10000": ("match_path/int/10000", "match among 10,000 rules", 400, None),
}
# Figure: benchmark, title, target.
ALLOCATIONS = {
    "micro.allocations": ("request/hello", "a request without a socket", 4),
    "micro.full_allocations": ("serve/view/5", "100 rules, 5 hooks of each kind", 4),
    "micro.match_allocations": ("match_path/int/10000", "match among 10,000 rules", 0),
}
# Figure: benchmark, title.
RATES = {
    "micro.multipart": ("multipart_100_mb/content:0/disk:1", "a form with a file of 100 MB, written to disk"),
}
PROGRAMS = {
    "boundary_bench": ".",
    "routing_bench": "^match_path/int/",
    "lifecycle_bench": "^serve/view/5",
    "values_bench": "^(iterate_map|rows_by_fields<bench::Book>)$",
    "http_bench": "^(query_20_keys|multipart_100_mb/content:0/disk:1)",
}


class Micro(Suite):
    title = "Small costs, in CPU time of one thread"

    def figures(self) -> list[Figure]:
        figures = []
        for name, (_, title, limit, baseline) in TIMES.items():
            target = Target("median", "<", limit) if limit else None
            figures.append(Figure(name, title, "ns", baseline=baseline, target=target, digits=2))
            if name == "micro.across":
                over = Target("median", "<", 15)
                title = "the difference of the two"
                figures.append(Figure("micro.over", title, "ns", target=over, digits=2))
        for name, (_, title, limit) in ALLOCATIONS.items():
            target = Target("worst", "<", limit + 1) if limit else Target("worst", "==", 0)
            figures.append(Figure(name, f"{title}, allocations", "", target=target, digits=0))
        for name, (_, title) in RATES.items():
            figures.append(Figure(name, title, "MB/s", higher_is_better=True, digits=0))
        return figures

    def _run(self, program: str, pattern: str) -> list[dict]:
        seconds = 0.05 if self.settings.quick else 0.2
        command = [
            str(self.settings.programs / program),
            f"--benchmark_filter={pattern}",
            f"--benchmark_min_time={seconds}",
            "--benchmark_format=json",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failed(f"{program} failed:\n{done.stderr}")
        return json.loads(done.stdout)["benchmarks"]

    def measure(self, number: int) -> dict[str, list[float]]:
        runs = {}
        for program, pattern in PROGRAMS.items():
            for run in self._run(program, pattern):
                if run.get("error_occurred"):
                    raise Failed(f"{program}: {run['name']}: {run['error_message']}")
                runs[run["name"]] = run
        measured = {name: [runs[benchmark]["cpu_time"]] for name, (benchmark, *_) in TIMES.items()}
        measured["micro.over"] = [measured["micro.across"][0] - measured["micro.direct"][0]]
        for name, (benchmark, *_) in ALLOCATIONS.items():
            measured[name] = [round(runs[benchmark]["allocations"], 2)]
        for name, (benchmark, *_) in RATES.items():
            measured[name] = [runs[benchmark]["bytes_per_second"] / 1e6]
        return measured
