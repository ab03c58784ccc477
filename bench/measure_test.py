#!/usr/bin/env python3
"""The conclusions of bench/run: spreads, ratios, verdicts, and wrk's output."""

import socket
import sys
import threading
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from measure import report  # noqa: E402
from measure.blocking import Blocking  # noqa: E402
from measure.crowd import Crowd  # noqa: E402
from measure.figures import Figure, Results, Spread, Target  # noqa: E402
from measure.http import Http  # noqa: E402
from measure.large import Large  # noqa: E402
from measure.processes import Failed, read_wrk  # noqa: E402
from measure.site import Client  # noqa: E402
from measure.suite import Settings  # noqa: E402

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
    def test_quartiles_or_the_ends_for_few_values(self):
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

    def test_at_most_takes_the_limit_and_below_does_not(self):
        self.assertTrue(Target("median", "<=", 2).is_met(2))
        self.assertFalse(Target("median", "<=", 2).is_met(2.1))
        self.assertFalse(Target("median", "<", 2).is_met(2))

    def test_every_baseline_is_a_figure_of_its_suite(self):
        for quick in (True, False):
            settings = Settings(Path("build"), Path("."), Path("scratch"), quick)
            for suite in (Http, Blocking, Crowd, Large):
                figures = {figure.name: figure for figure in suite(settings).figures()}
                self.assertLessEqual({f.baseline for f in figures.values()} - {None}, set(figures))
                judged = [f for f in figures.values() if f.target and f.target.of == "ratio"]
                self.assertTrue(all(figure.baseline for figure in judged), suite.title)


class Connections(unittest.TestCase):
    """The client of the suites, with a response that arrives in pieces."""

    def answered(self, *pieces: bytes) -> Client:
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        client = Client(listener.getsockname()[1])
        ours, _ = listener.accept()

        def answer():
            for piece in pieces:
                ours.sendall(piece)
            ours.shutdown(socket.SHUT_WR)
            while ours.recv(4096):  # unread bytes would reset the connection
                pass
            ours.close()

        thread = threading.Thread(target=answer)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(client.socket.close)
        return client

    def test_reads_answers_one_after_the_other(self):
        first = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHel"
        client = self.answered(first, b"loHTTP/1.1 200 OK\r\ncontent-length:2\r\n\r\nyo")
        self.assertEqual((client.get("/"), client.get("/")), (b"Hello", b"yo"))

    def test_a_large_body_is_counted_and_not_kept(self):
        client = self.answered(b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\nx", bytes(299_999))
        client.skip_body(client.read_head())

    def test_a_response_that_ends_early_or_is_not_200_is_reported(self):
        client = self.answered(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nxxx")
        with self.assertRaisesRegex(Failed, "6 bytes before the end"):
            client.skip_body(client.read_head())
        with self.assertRaisesRegex(Failed, "413"):
            self.answered(b"HTTP/1.1 413 Too Large\r\n\r\n").read_head()


class Wrk(unittest.TestCase):
    def test_reads_rate_and_latencies(self):
        load = read_wrk(WRK.format(errors=""))
        self.assertEqual((load.requests, load.per_second, load.errors), (67424, 61300.12, 0))
        self.assertEqual((load.p50, load.p99), (990, 2110))

    def test_reads_seconds_which_wrk_pads(self):
        load = read_wrk(WRK.format(errors="").replace("990.00us\n", "2.04s \n").replace("2.11ms\n", "3.28s \n"))
        self.assertEqual((load.p50, load.p99), (2_040_000, 3_280_000))

    def test_adds_up_every_kind_of_error(self):
        sockets = "  Socket errors: connect 1, read 2, write 3, timeout 4\n"
        statuses = "  Non-2xx or 3xx responses: 5\n"
        self.assertEqual(read_wrk(WRK.format(errors=sockets + statuses)).errors, 15)
        self.assertEqual(read_wrk(WRK.format(errors=statuses)).errors, 5)

    def test_rejects_output_without_a_summary(self):
        with self.assertRaises(Failed):
            read_wrk("unable to connect to 127.0.0.1:5000 Connection refused\n")


if __name__ == "__main__":
    unittest.main()
