#!/usr/bin/env python3
"""That check_docs.py finds what it is there for."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).with_name("check_docs.py")
SOURCE = "int before;\n  // [one]\n  int one;\n    int deeper;\n  // [one]\n"
BLOCK = "<!-- examples/a.cpp [one] -->\n```cpp\nint one;\n  int deeper;\n```\n"


class CheckDocs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "docs").mkdir()
        (self.root / "examples").mkdir()
        (self.root / "examples/a.cpp").write_text(SOURCE)
        (self.root / "README.md").write_text("[the page](docs/page.md)\n")
        self.page(BLOCK)

    def page(self, text):
        (self.root / "docs/page.md").write_text(text)

    def check(self, *arguments):
        done = subprocess.run([sys.executable, "-B", CHECK, "--root", self.root, *arguments], capture_output=True,
                              text=True)
        return done.returncode, done.stdout

    def test_what_is_right(self):
        status, output = self.check()
        self.assertEqual((status, output), (0, "2 pages, 1 blocks of code, 0 problems\n"))

    def test_code_that_differs_is_told_and_written(self):
        self.page(BLOCK.replace("int one", "int two"))
        self.assertIn("says something else", self.check()[1])
        self.assertEqual(self.check("--write")[0], 0)
        self.assertEqual((self.root / "docs/page.md").read_text(), BLOCK)

    def test_a_new_block_is_filled(self):
        self.page(BLOCK.replace("int one;\n  int deeper;\n", ""))
        self.assertEqual(self.check("--write")[0], 0)
        self.assertEqual((self.root / "docs/page.md").read_text(), BLOCK)

    def test_a_block_of_another_language_is_compared_when_it_names_a_file(self):
        (self.root / "examples/a.conf").write_text("listen 80;\n")
        self.page(BLOCK + "<!-- examples/a.conf -->\n```nginx\nlisten 81;\n```\n```sh\nls\n```\n")
        self.assertIn("examples/a.conf [None] says something else", self.check()[1])
        self.assertEqual(self.check("--write")[0], 0)
        self.assertIn("```nginx\nlisten 80;\n```\n```sh\nls\n```\n", (self.root / "docs/page.md").read_text())
        self.assertEqual(self.check()[0], 0)

    def test_code_of_nowhere(self):
        self.page(BLOCK + "```cpp\nint x;\n```\n")
        self.assertIn("does not say where", self.check()[1])
        self.page(BLOCK.replace("[one]", "[two]"))
        self.assertIn("there is no part [two]", self.check()[1])

    def test_a_part_that_is_not_shown(self):
        (self.root / "examples/a.cpp").write_text(SOURCE + "// [more]\nint x;\n// [more]\n")
        status, output = self.check()
        self.assertEqual(status, 1)
        self.assertIn("no page shows [more]", output)

    def test_a_link_to_nothing(self):
        self.page(BLOCK + "[x](missing.md)\n")
        self.assertIn("there is no missing.md", self.check()[1])


if __name__ == "__main__":
    unittest.main()
