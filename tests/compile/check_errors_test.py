#!/usr/bin/env python3
"""Tests of check_errors.py."""

import pathlib
import tempfile
import unittest

import check_errors

PROGRAM = """// error: rule_has_unclosed_parameter
// mentions: Entry
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/<a", [](Entry) { return "x"; });  // here
}
"""
OUTPUT = ["rule.h:53:1: error: call to 'rule_has_unclosed_parameter'",
        "wrong.cpp:6:3: note: with Entry"]


class Judge(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.source = pathlib.Path(folder.name, "wrong.cpp")
        self.source.write_text(PROGRAM)

    def judge(self, output, status=1):
        return check_errors.judge(self.source, status, output)

    def test_accepts_complete_output(self):
        self.assertIsNone(self.judge(OUTPUT))

    def test_needs_an_error(self):
        self.assertIn("compiles", self.judge(OUTPUT, status=0))

    def test_needs_the_name(self):
        self.assertIn("is not in the first", self.judge(OUTPUT[1:]))
        self.assertIn("is not in the first", self.judge(["rule.h:53:1: error: no", *OUTPUT[1:]]))

    def test_needs_the_name_in_a_message_and_not_in_a_line_of_source(self):
        self.assertIn("is not in the first", self.judge(["rule.h:53:1: error: no",
                                              "   53 | rule_has_unclosed_parameter();", OUTPUT[1]]))

    def test_needs_it_in_the_first_lines(self):
        self.assertIn("is not in the first", self.judge(["x.h:1:1: note: so"] * 14 + OUTPUT))

    def test_needs_the_line(self):
        self.assertIn("line 6", self.judge([OUTPUT[0], "wrong.cpp:5:3: note: with Entry"]))

    def test_needs_the_type(self):
        self.assertIn("Entry", self.judge([OUTPUT[0], "wrong.cpp:6:3: note: with int"]))

    def test_needs_a_file_with_its_expectation(self):
        self.source.write_text(PROGRAM.replace("  // here", ""))
        with self.assertRaises(SystemExit):
            check_errors.expected(self.source)
        self.source.write_text(PROGRAM.replace("// error: ", "// "))
        with self.assertRaises(SystemExit):
            check_errors.expected(self.source)


if __name__ == "__main__":
    unittest.main()
