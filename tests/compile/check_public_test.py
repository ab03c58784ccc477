#!/usr/bin/env python3
"""Tests of check_public.py."""

import unittest

import check_public

RULE = "// Thread rule: plain values.\n"


class Headers(unittest.TestCase):
    def test_counts_lines_that_are_only_a_comment(self):
        self.assertEqual(check_public.count("// a\n\n  // b\nint c;  // d\n"), (2, 3))

    def test_accepts_a_header_with_enough_comments(self):
        self.assertEqual(check_public.judge_headers({"a.h": RULE + "// b\n" * 29 + "int c;\n" * 70}), [])

    def test_refuses_a_long_header_with_too_few(self):
        wrong = check_public.judge_headers({"a.h": RULE + "int c;\n" * 60, "b.h": RULE * 100})
        self.assertEqual(len(wrong), 1)
        self.assertIn("a.h: 1 of 61", wrong[0])

    def test_refuses_too_few_in_all(self):
        wrong = check_public.judge_headers({f"{name}.h": RULE + "int c;\n" * 30 for name in "abc"})
        self.assertEqual(wrong, ["The public headers: 3 of 93 lines are comments; 30% are needed."])

    def test_asks_for_a_thread_rule(self):
        self.assertEqual(check_public.judge_headers({"a.h": "// b\n"}), ["a.h: it has no thread rule."])
        self.assertEqual(check_public.judge_headers({"sdk/carboy.h": "// b\n"}), [])


class Code(unittest.TestCase):
    def test_refuses_includes_and_names_of_the_machinery(self):
        for line in ("#include <carboy/detail/view.h>", "#include <carboy/testing/detail/app.h>",
                     "carboy::detail::host->now();", "detail::check()"):
            self.assertEqual(len(check_public.named_machinery({"a.cpp": f"int x;\n{line}\n"})), 1, line)

    def test_accepts_other_code(self):
        self.assertEqual(check_public.named_machinery({"a.cpp": "app.get(\"/detail/<id>\", detail);\n"}), [])

    def test_reads_only_the_code_of_a_page(self):
        page = "See carboy/detail/.\n```cpp\ndetail::host;\n```\n"
        self.assertEqual(check_public.code_of_page(page).splitlines(), ["", "", "detail::host;"])


if __name__ == "__main__":
    unittest.main()
