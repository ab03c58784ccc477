"""check_page.py finds what is wrong with a page."""

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

    def test_all_is_there(self):
        status, said = self.check("| Date | 6.6.1 | `Wire.chunks` `Wire.refused_bare_LF` `ServerTest.HeadHasNoBody` `request_fuzz` "
                                  "`clients_test.Wrk.test_load_without_an_error` |\n")
        self.assertEqual((status, said), (0, "1 requirements, 5 tests named, 0 mistakes\n"))

    def test_names_that_are_not(self):
        for name in ("Wire.no_such_case", "ServerTest.NoSuch", "no_such_fuzz", "clients_test.Wrk.test_nothing"):
            status, said = self.check(f"| Date | 6.6.1 | `{name}` |\n")
            self.assertEqual(status, 1)
            self.assertIn(f"there is no test {name}\n", said)

    def test_a_requirement_without_a_test(self):
        status, said = self.check("| Date | 6.6.1 | none |\n")
        self.assertEqual(status, 1)
        self.assertIn('no test for "Date"', said)

    def test_no_table(self):
        self.assertEqual(self.check("")[0], 1)


if __name__ == "__main__":
    unittest.main()
