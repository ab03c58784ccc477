#!/usr/bin/env python3
"""Tests of check_internals.py."""

import pathlib
import tempfile
import unittest

import check_internals

ROWS = "".join(f"| Step {n} | `core/a.cpp` | `A::run` |\n" for n in range(30))
PAGE = f"## A request\n\n{ROWS}\n## A start\n\n{ROWS}\n## A swap\n\n{ROWS}"


class Internals(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "core").mkdir()
        (self.root / "core/a.cpp").write_text("void A::run() {\n  step();\n}\nint helper(int x) { return x; }\n")

    def problems(self, page):
        return list(check_internals.problems_of(page, self.root))

    def test_a_page_that_is_right_has_no_problems(self):
        self.assertEqual(self.problems(PAGE + "| One | `core/a.cpp` | `helper` |\n"), [])

    def test_a_missing_file_is_reported(self):
        self.assertIn("there is no core/b.cpp", "".join(self.problems(PAGE + "| One | `core/b.cpp` | `A::run` |\n")))

    def test_a_member_of_another_class_is_reported(self):
        self.assertIn("does not define B::run", "".join(self.problems(PAGE + "| One | `core/a.cpp` | `A::run` `B::run` |\n")))

    def test_a_call_is_not_a_definition(self):
        self.assertIn("does not define gone", "".join(self.problems(PAGE + "| One | `core/a.cpp` | `gone` |\n")))
        (self.root / "core/a.cpp").write_text("void A::run() {\n  return gone(1);\n}\n")
        self.assertIn("does not define gone", "".join(self.problems(PAGE + "| One | `core/a.cpp` | `gone` |\n")))

    def test_a_page_without_its_tables_is_reported(self):
        self.assertEqual(len(self.problems("# Internals\n")), 3)


if __name__ == "__main__":
    unittest.main()
