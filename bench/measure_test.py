#!/usr/bin/env python3
"""What bench/run concludes from what it measured: spreads, ratios, verdicts, wrk's output."""

import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from measure import report  # noqa: E402
from measure.figures import Figure, Results, Spread, Target  # noqa: E402
from measure.processes import Failed, read_wrk  # noqa: E402

WRK = """Running 1s test @ http://127.0.0.1:5000/
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.03ms  230.21us   4.62ms   98.99%
    Req/Sec    61.60k     3.40k   66.11k    81.82%
  Latency Distribution
     50%  990.00us
     75%    1.04ms
     90%    1.10ms
     99%    2.11ms
  67424 requests in 1.10s, 9.77MB read
{errors}Requests/sec:  61300.12
Transfer/sec:      8.88MB
"""


def two_programs(ours: list[float], theirs: list[float], target: Target | None) -> Results:
    results = Results(
        [
            Figure("http.ours", "ours", "req/s", True, baseline="http.theirs", target=target),
            Figure("http.theirs", "theirs", "req/s", True),
        ]
    )
    for own, other in zip(ours, theirs):
        results.add_round({"http.ours": [own], "http.theirs": [other]})
    return results


class Conclusions(unittest.TestCase):
    def test_quartiles_and_for_few_values_the_ends(self):
        self.assertEqual(Spread.of([4, 1, 3, 2, 5]), Spread(2, 3, 4))
        self.assertEqual(Spread.of([9, 1, 2]), Spread(1, 2, 9))

    def test_ratios_are_taken_within_a_round(self):
        results = two_programs([100, 40, 200], [50, 20, 50], None)
        self.assertEqual(results.ratios(results.figures["http.ours"]), [2, 2, 4])
        self.assertEqual(results.ratios(results.figures["http.theirs"]), [])

    def test_a_ratio_is_judged_by_its_median(self):
        missed = two_programs([100, 40, 200], [50, 20, 50], Target("ratio", ">=", 2.1))
        self.assertEqual([figure.title for figure in missed.missed()], ["ours"])
        met = two_programs([100, 40, 200], [50, 20, 50], Target("ratio", ">=", 2))
        self.assertEqual(met.missed(), [])

    def test_the_worst_depends_on_what_is_better(self):
        up = Figure("a.b", "", "", higher_is_better=True, rounds=[[3, 1], [2]])
        down = Figure("a.c", "", "", rounds=[[3, 1], [2]])
        self.assertEqual((up.worst(), down.worst()), (1, 3))

    def test_one_failed_request_misses_none(self):
        figure = Figure("http.errors", "failed", "", target=Target("worst", "==", 0))
        results = Results([figure])
        results.add_round({"http.errors": [0]})
        self.assertTrue(results.verdict(figure))
        results.add_round({"http.errors": [1]})
        self.assertFalse(results.verdict(figure))

    def test_tables_hold_every_figure_measured_and_its_verdict(self):
        results = two_programs([100, 40], [50, 20], Target("ratio", ">=", 3))
        results.figures["http.none"] = Figure("http.none", "not measured", "ms")
        for table in (
            report.terminal(results, {"http": "Hello"}),
            report.markdown(results, {"http": "Hello"}, {"machine": "one"}),
        ):
            for text in ("ours", "theirs", ">= 3 x theirs", "MISSED", "2.00"):
                self.assertIn(text, table)
            self.assertNotIn("not measured", table)


class Wrk(unittest.TestCase):
    def test_reads_rate_and_latencies(self):
        load = read_wrk(WRK.format(errors=""))
        self.assertEqual((load.requests, load.per_second, load.errors), (67424, 61300.12, 0))
        self.assertEqual((load.p50, load.p99), (990, 2110))

    def test_adds_up_every_kind_of_error(self):
        sockets = "  Socket errors: connect 1, read 2, write 3, timeout 4\n"
        statuses = "  Non-2xx or 3xx responses: 5\n"
        self.assertEqual(read_wrk(WRK.format(errors=sockets + statuses)).errors, 15)
        self.assertEqual(read_wrk(WRK.format(errors=statuses)).errors, 5)

    def test_refuses_what_is_no_summary(self):
        with self.assertRaises(Failed):
            read_wrk("unable to connect to 127.0.0.1:5000 Connection refused\n")


if __name__ == "__main__":
    unittest.main()
