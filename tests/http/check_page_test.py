"""check_page.py finds the mistakes of a page."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).with_name("check_page.py")
HEAD = "| requirement | section | test |\n|---|---|---|\n"


class CheckPage(unittest.TestCase):
    def check(self, rows):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder) / "page.md"
            page.write_text(HEAD + rows)
            done = subprocess.run([sys.executable, "-B", CHECK, page], capture_output=True, text=True)
        return done.returncode, done.stdout

    def test_a_page_without_a_mistake(self):
        status, printed = self.check("| Date | 6.6.1 | `Wire.chunks` `Wire.refused_bare_LF` `ServerTest.HeadHasNoBody` `request_fuzz` "
                                  "`clients_test.Wrk.test_load_without_an_error` |\n")
        self.assertEqual((status, printed), (0, "1 requirements, 5 tests named, 0 mistakes\n"))

    def test_missing_tests(self):
        for name in ("Wire.no_such_case", "ServerTest.NoSuch", "no_such_fuzz", "clients_test.Wrk.test_nothing"):
            status, printed = self.check(f"| Date | 6.6.1 | `{name}` |\n")
            self.assertEqual(status, 1)
            self.assertIn(f"there is no test {name}\n", printed)

    def test_a_requirement_without_a_test(self):
        status, printed = self.check("| Date | 6.6.1 | none |\n")
        self.assertEqual(status, 1)
        self.assertIn('no test for "Date"', printed)

    def test_no_table(self):
        self.assertEqual(self.check("")[0], 1)


if __name__ == "__main__":
    unittest.main()
