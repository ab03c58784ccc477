#!/usr/bin/env python3
"""Tests sdk/cmake/header_cost.py with headers that cost too much and headers that do not."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class HeaderCost(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="carboy-header-cost-")
        self.addCleanup(place.cleanup)
        self.folder = pathlib.Path(place.name)

    def check(self, text, *options):
        (self.folder / "own.h").write_text("#pragma once\n" + text)
        done = subprocess.run([sys.executable, "-B", ROOT / "sdk/cmake/header_cost.py", *options,
                               "--include", f"{ROOT / 'sdk/include'};{self.folder}", "own.h"],
                              capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def test_a_light_header_passes(self):
        status, output = self.check("#include <carboy/carboy.h>\nstruct Own {};\n")
        self.assertEqual(status, 0, output)
        self.assertIn("1 headers are light enough.", output)

    def test_a_heavy_header_is_named_with_its_seconds(self):
        status, output = self.check("#include <regex>\nstatic const std::regex own(\"a*b\");\n", "--most", "0.2")
        self.assertEqual(status, 1, output)
        self.assertRegex(output, r"own\.h adds [0-9.]+ s to compiling a small extension; the limit is 0\.2 s")

    def test_json_is_refused_whatever_it_costs(self):
        status, output = self.check("#include <nlohmann/json.hpp>\n", "--most", "1000")
        self.assertEqual(status, 1, output)
        self.assertIn("own.h includes json.hpp. Include <nlohmann/json_fwd.hpp>", output)

    def test_an_error_of_the_header_is_shown(self):
        status, output = self.check("#error unfinished\n")
        self.assertEqual(status, 1, output)
        self.assertIn("unfinished", output)


if __name__ == "__main__":
    unittest.main()
