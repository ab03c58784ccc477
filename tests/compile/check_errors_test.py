#!/usr/bin/env python3
"""Tests of check_errors.py: that it sees what is missing."""

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
SAID = ["rule.h:53:1: error: call to 'rule_has_unclosed_parameter'",
        "wrong.cpp:6:3: note: with Entry"]


class Judge(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.source = pathlib.Path(folder.name, "wrong.cpp")
        self.source.write_text(PROGRAM)

    def judge(self, output, status=1):
        return check_errors.judge(self.source, status, output)

    def test_takes_what_says_it_all(self):
        self.assertIsNone(self.judge(SAID))

    def test_wants_an_error(self):
        self.assertIn("compiles", self.judge(SAID, status=0))

    def test_wants_the_name(self):
        self.assertIn("not said", self.judge(SAID[1:]))
        self.assertIn("not said", self.judge(["rule.h:53:1: error: no", *SAID[1:]]))

    def test_wants_the_name_in_a_message_and_not_in_a_line_of_source(self):
        self.assertIn("not said", self.judge(["rule.h:53:1: error: no",
                                              "   53 | rule_has_unclosed_parameter();", SAID[1]]))

    def test_wants_it_in_the_first_lines(self):
        self.assertIn("not said", self.judge(["x.h:1:1: note: so"] * 14 + SAID))

    def test_wants_the_line(self):
        self.assertIn("line 6", self.judge([SAID[0], "wrong.cpp:5:3: note: with Entry"]))

    def test_wants_the_type(self):
        self.assertIn("Entry", self.judge([SAID[0], "wrong.cpp:6:3: note: with int"]))

    def test_wants_a_file_that_says_what_it_expects(self):
        self.source.write_text(PROGRAM.replace("  // here", ""))
        with self.assertRaises(SystemExit):
            check_errors.expected(self.source)
        self.source.write_text(PROGRAM.replace("// error: ", "// "))
        with self.assertRaises(SystemExit):
            check_errors.expected(self.source)


if __name__ == "__main__":
    unittest.main()
