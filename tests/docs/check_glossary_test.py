#!/usr/bin/env python3
"""check_glossary.py must find each retired word, and nothing where there is none."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).with_name("check_glossary.py")
PAGE = """# Glossary

| Term | Meaning |
|---|---|
| engine | What moves it. |

## Retired words

| Retired | Write instead |
|---|---|
| `motors?` | engine |
| `in no wise`, `nowise` | "not" |
| `(?:sets\\|setting) forth` | depart |
"""


class CheckGlossary(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.write("docs/glossary.md", PAGE)
        self.write("core/a.h", "// An engine.\nclass Engine;\n")

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def check(self, *arguments):
        done = subprocess.run([sys.executable, "-B", CHECK, "--root", self.root, *arguments], capture_output=True,
                              text=True)
        self.assertEqual(done.stderr, "")
        return done.returncode, done.stdout

    def assert_found(self, place, instead):
        status, output = self.check()
        self.assertEqual(status, 1, output)
        self.assertIn(f"{place}: ", output)
        self.assertIn(f"better {instead}: ", output)
        self.assertTrue(output.endswith("\n1 retired words\n"), output)

    def test_a_good_tree(self):
        self.assertEqual(self.check(), (0, "0 retired words\n"))

    def test_words_and_names_have_it(self):
        for text in ["the motor", "Motors!", "class ElectricMotor;", "int motor_count_;", "MOTOR_SIZE", "HTTPMotor",
                     "kMotor", "carboy::motor::start", "electric-motor", "motor2_"]:
            with self.subTest(text):
                self.write("core/b.h", f"\n{text}\n")
                if text == "motor2_":
                    self.assertEqual(self.check()[0], 0)
                else:
                    self.assert_found("core/b.h:2", "engine")

    def test_parts_of_words_do_not(self):
        self.write("core/b.h", "promotors Motorway motoring motorcade\n")
        self.assertEqual(self.check()[0], 0)

    def test_the_name_of_a_file_counts(self):
        self.write("core/motor.h", "")
        self.assert_found("core/motor.h", "engine")

    def test_a_phrase_may_cross_the_end_of_a_line(self):
        for between in ["\n", "\n  // ", "\n# ", "\n * ", "  "]:
            with self.subTest(between):
                self.write("core/b.h", f"It is in{between}no wise.\n")
                self.assert_found("core/b.h:1", '"not"')

    def test_several_expressions_in_a_row_and_a_bar_in_one(self):
        self.write("core/b.h", "nowise\n")
        self.assert_found("core/b.h:1", '"not"')
        self.write("core/b.h", "it sets forth\n")
        self.assert_found("core/b.h:1", "depart")

    def test_what_is_frozen_or_no_text_is_not_read(self):
        for path in ["sdk/include/carboy/abi/a.h", "sdk/abi/1.0.txt", "tests/abi/fixtures/a.cpp", "fuzz/corpus/a/b", "LICENSE"]:
            self.write(path, "motor\n")
        self.write("docs/picture", b"motor\0")
        (self.root / "docs/link").symlink_to("nowhere")
        self.assertEqual(self.check(), (0, "0 retired words\n"))

    def test_the_terms_of_the_page_are_read(self):
        self.write("docs/glossary.md", PAGE.replace("What moves", "The motor of"))
        self.assert_found("docs/glossary.md:5", "engine")

    def test_an_exception_with_a_reason(self):
        self.write("core/b.h", 'const char* k = "Motor failed";\n')
        self.write("tests/docs/glossary_exceptions.txt", "# path, text, reason\ncore/b.h  Motor failed  another program's text\n")
        self.assertEqual(self.check(), (0, "0 retired words\n"))

    def test_an_exception_without_a_reason(self):
        self.write("tests/docs/glossary_exceptions.txt", "core/a.h  Engine\n")
        self.assertIn("glossary_exceptions.txt:1: core/a.h has no reason", self.check()[1])

    def test_an_exception_that_is_not_needed(self):
        self.write("tests/docs/glossary_exceptions.txt", "core/a.h  Engine  another program's text\n")
        self.assertIn("glossary_exceptions.txt:1: core/a.h has no retired word", self.check()[1])

    def test_a_page_without_the_table(self):
        self.write("docs/glossary.md", "# Glossary\n")
        self.assertIn("no table", self.check()[1])

    def test_an_expression_that_is_wrong(self):
        self.write("docs/glossary.md", PAGE.replace("nowise", "(nowise"))
        self.assertIn("is not a regular expression", self.check()[1])

    def test_builds_do_not_count_without_git(self):
        self.write("build/dev/a.txt", "motor\n")
        self.assertEqual(self.check()[0], 0)

    def test_what_git_ignores_does_not_count(self):
        subprocess.run(["git", "init", "--quiet", self.root], check=True)
        self.write(".gitignore", "/out\n")
        self.write("out/a.txt", "motor\n")
        self.assertEqual(self.check()[0], 0)
        self.write("core/b.h", "motor\n")
        self.assert_found("core/b.h:1", "engine")

    def test_the_summary_counts_by_folder(self):
        self.write("core/http/b.h", "motor\nmotor\n")
        self.write("README.md", "motor\n")
        self.assertEqual(self.check("--summary"), (1, "    1 README.md\n    2 core/http\n3 retired words\n"))


if __name__ == "__main__":
    unittest.main()
