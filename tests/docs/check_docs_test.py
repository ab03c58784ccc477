#!/usr/bin/env python3
"""check_docs.py must find each kind of problem, and nothing on good pages."""

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

    def test_good_pages(self):
        status, output = self.check()
        self.assertEqual((status, output), (0, "2 pages, 1 blocks of code, 0 problems\n"))

    def test_code_that_differs_is_reported_and_written(self):
        self.page(BLOCK.replace("int one", "int two"))
        self.assertIn("differs", self.check()[1])
        self.assertEqual(self.check("--write")[0], 0)
        self.assertEqual((self.root / "docs/page.md").read_text(), BLOCK)

    def test_a_new_block_is_filled(self):
        self.page(BLOCK.replace("int one;\n  int deeper;\n", ""))
        self.assertEqual(self.check("--write")[0], 0)
        self.assertEqual((self.root / "docs/page.md").read_text(), BLOCK)

    def test_a_block_of_another_language_is_compared_when_it_names_a_file(self):
        (self.root / "examples/a.conf").write_text("listen 80;\n")
        self.page(BLOCK + "<!-- examples/a.conf -->\n```nginx\nlisten 81;\n```\n```sh\nls\n```\n")
        self.assertIn("examples/a.conf [None] differs", self.check()[1])
        self.assertEqual(self.check("--write")[0], 0)
        self.assertIn("```nginx\nlisten 80;\n```\n```sh\nls\n```\n", (self.root / "docs/page.md").read_text())
        self.assertEqual(self.check()[0], 0)

    def test_code_without_a_source(self):
        self.page(BLOCK + "```cpp\nint x;\n```\n")
        self.assertIn("does not name its source", self.check()[1])
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

    def test_a_link_to_nothing_in_a_record(self):
        (self.root / "docs/decisions").mkdir()
        (self.root / "docs/decisions/001.md").write_text("[x](../page.md) [y](missing.md)\n")
        self.assertIn("docs/decisions/001.md: there is no missing.md", self.check()[1])

    def test_paths_in_backticks(self):
        (self.root / "CONTRIBUTING.md").write_text("`examples/a.cpp` `examples/` `tools/b --only x`\n")
        (self.root / "tools").mkdir()
        (self.root / "tools/b").write_text("")
        self.assertEqual(self.check(), (0, "3 pages, 1 blocks of code, 0 problems\n"))
        (self.root / "tools/b").unlink()
        self.assertIn("CONTRIBUTING.md: there is no tools/b.", self.check()[1])

    def test_a_path_that_does_not_exist(self):
        for text in ["`core/gone.h`", "`cat docs/gone.md`", "`tests/gone/`", "`core/Gone.h:12`"]:
            with self.subTest(text):
                self.page(BLOCK + text + "\n")
                self.assertRegex(self.check()[1], r"docs/page.md: there is no (core|docs|tests)/\w+")

    def test_paths_that_are_not_looked_for(self):
        self.page(BLOCK + "core/gone.h `core/NAME/a.h` `docs/decisions/NNN-title.md` `tests/<name>` `core/*.h` `sdk/...` `core/{a,b}`\n"
                          "`extensions/x.so` `/srv/core/x` `../core/x` `my-core/x` `<carboy/core/x.h>`\n```sh\n`core/gone`\n```\n")
        self.assertEqual(self.check()[0], 0, self.check()[1])


if __name__ == "__main__":
    unittest.main()
