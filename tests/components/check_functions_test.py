#!/usr/bin/env python3
"""check_functions.py must measure every kind of function, and nothing else."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import check_components
import check_functions

BODY = "{\n  f();\n}"  # three lines


class CheckFunctions(unittest.TestCase):
    def found(self, text):
        source = check_components.parse("core/base/a.cpp", text)
        return [(function.head, function.line, function.lines)
                for function in check_functions.functions_in(source.path, source.code)]

    def test_functions(self):
        for head in ["void f()", "int A::f(int a, std::function<void()> b = [] { return; }) const noexcept",
                     "auto f() -> std::map<int, int>", "template <class T>\nrequires(sizeof(T) > 1)\nvoid f(T t)",
                     "bool operator==(const A& a)", "void* operator new(std::size_t size)", "void A::operator()(int a) const",
                     "A& operator=(A&& a) noexcept(true)", "explicit operator bool() const", "~A() override",
                     "A::A(int a) : a_(a), b_(f(a))", "A() : A(1)", "[[nodiscard]] alignas(8) int f()", "TEST(A, B)",
                     'extern "C" void f()', "void f(struct stat* s)", "Lock parse(int a) try", "std::enable_if_t<(N > 1), int> f()",
                     "void f(A a = {}, int b = {1})", "auto f(A a) -> decltype(a.b())"]:
            with self.subTest(head):
                found = self.found(f"int before;\n{head} {BODY}\nint behind = 1;\n")
                self.assertEqual([(2, 3 + head.count("\n"))], [place[1:] for place in found], found)

    def test_braces_in_the_list_of_initializers(self):
        for head in ["A::A(int a) : a_{a}, b_(1)", "A::A(int a)\n    : B<int>{a}, c_{{1, 2}}, d_(\"{\")", "A() : a_{}"]:
            with self.subTest(head):
                self.assertEqual([(1, 3 + head.count("\n"))], [place[1:] for place in self.found(f"{head} {BODY}\n")])

    def test_no_functions(self):
        for text in ["struct A { int a; };", "enum class A : int { a, b };", "int a{1};", "const std::array<int, 2> a{{1, 2}};",
                     "namespace a::b { class C; }", "constexpr auto kMax = std::max({1, 2});", "auto f = [](int a) { return a; };",
                     "void f();\nA(A&&) = default;", "#define A() {\n", 'const char* a = "void f() {}";', "// void f() {}\n",
                     "template <class A> struct B : C<A, D()> { int a; };", "class A final : public B { };",
                     "A a = f() ? A{1} : A{2};", "using A = void (*)(int);", "static_assert(a < b);\nstd::vector<int> a{f(1), 2};"]:
            with self.subTest(text):
                self.assertEqual([], self.found(text + "\n"))

    def test_functions_inside_of_classes_and_namespaces(self):
        text = f"namespace a {{\nclass B {{\n public:\n  void f() {BODY}\n private:\n  int g() const {BODY}\n  int a_{{1}};\n}};\n}}\n" \
               f"void h() {BODY}\n"
        self.assertEqual([("void f()", 4, 3), ("int g() const", 8, 3), ("void h()", 14, 3)], self.found(text))

    def test_what_is_inside_of_a_function_belongs_to_it(self):
        text = "void f() {\n  struct A {\n    void g() {\n    }\n  };\n  auto h = [] {\n  };\n}\n"
        self.assertEqual([("void f()", 1, 8)], self.found(text))

    def test_preprocessor_lines_do_not_count_as_code(self):
        self.assertEqual([("void f()", 4, 3)], self.found(f"#define A \\\n  {{ \\\n\nvoid f() {BODY}\n"))

    def test_a_comment_above_is_not_part_of_it(self):
        self.assertEqual([("void f()", 3, 3)], self.found(f"// what it\n// does\nvoid f() {BODY}\n"))


def function(lines):
    return check_functions.Function("core/base/a.cpp", 1, lines, f"f{lines}()")


class Limits(unittest.TestCase):
    def test_one_in_a_hundred_may_be_long(self):
        self.assertEqual(("100 functions, p99 30 lines, longest 70 lines", []),
                         check_functions.judge([function(30)] * 99 + [function(70)]))

    def test_two_in_a_hundred_may_not(self):
        verdict, wrong = check_functions.judge([function(30)] * 98 + [function(31), function(70)])
        self.assertEqual("100 functions, p99 31 lines, longest 70 lines", verdict)
        self.assertEqual([70, 31], [one.lines for one in wrong])

    def test_none_may_be_very_long(self):
        verdict, wrong = check_functions.judge([function(30)] * 99 + [function(71)])
        self.assertEqual(([71], "100 functions, p99 30 lines, longest 71 lines"), ([one.lines for one in wrong], verdict))

    def test_the_program(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "core/base/a.cpp"
            file.parent.mkdir(parents=True)
            file.write_text(f"void f() {BODY}\n")
            for ignored in ["a_test.cpp", "testing/a.h", "fixtures/a.h"]:
                (file.parent / ignored).parent.mkdir(exist_ok=True)
                (file.parent / ignored).write_text("void f() {" + "\n" * 80 + "}\n")
            program = [sys.executable, "-B", check_functions.__file__, folder]
            good = subprocess.run(program, capture_output=True, text=True)
            self.assertEqual((0, "1 functions, p99 3 lines, longest 3 lines\n"), (good.returncode, good.stdout))
            file.write_text("\nvoid f() {" + "\n" * 80 + "}\n")
            bad = subprocess.run(program, capture_output=True, text=True)
            self.assertEqual(1, bad.returncode)
            self.assertIn("core/base/a.cpp:2: 81 lines: void f()", bad.stdout)


if __name__ == "__main__":
    unittest.main()
