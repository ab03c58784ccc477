#!/usr/bin/env python3
"""check_classes.py must count what a class has, and find each class over a limit."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import check_classes
import check_components


def classes(code):
    return {one.name: one for one in check_classes.classes_of("core/base/a.h", code)}


def functions(members, key="class"):
    """How many member functions a class with these members has."""
    return classes(f"namespace a::b {{\n{key} A final : public B<int>, C {{\n public:\n{members}\n}};\n}}\n")["A"].functions


def flags(members):
    return classes(f"struct A {{\n{members}\n}};\n")["A"].flags


class Counting(unittest.TestCase):
    def test_functions_of_all_kinds(self):
        for count, members in [
            (0, "int a_ = f(1); std::string b_{g()}; static constexpr int kC = (1 + 2);"),
            (1, "void f();"),
            (1, "[[nodiscard]] virtual int f(int a = g(2), B b = {}) const noexcept(true) override;"),
            (1, "virtual void f() = 0;"),
            (1, "static std::map<int, std::vector<int>> f() { if (a < b) { return {}; } return {}; }"),
            (1, "auto f() const -> std::vector<int> { return x; }"),
            (2, "A(int x) : a_(x), b_{x}, std::vector<int>(3) { g(); }\n ~A();"),
            (1, "explicit A(std::unique_ptr<const Code> code) noexcept;"),
            (2, "void f(int);\n void f(double) {}"),
            (2, "const char* f() const;\n const std::string& g() const & { return a_; }"),
        ]:
            with self.subTest(members):
                self.assertEqual(count, functions(members))
                self.assertEqual(count, functions(members, "struct"))

    def test_operators(self):
        for members in [
            "bool operator==(const A& other) const;",
            "bool operator<(const A& a) const { return a_ < a.a_; }",
            "void operator()(int x) const;",
            "explicit operator bool() const noexcept { return a_; }",
            "operator std::vector<int>() const;",
            "int& operator[](std::size_t at);",
            "B* operator->() const;",
            "std::strong_ordering operator<=>(const A& other) const;",
        ]:
            with self.subTest(members):
                self.assertEqual(1, functions(members))

    def test_templates_and_requirements(self):
        self.assertEqual(1, functions("template <class T, int kSize = (3 > 2)> void f(T t);"))
        self.assertEqual(1, functions("template <class T> requires(std::integral<T> && !B<T>) A(T t) : a_(t) {}"))
        self.assertEqual(1, functions("template <class T> requires std::integral<T> && B<T> void f(T t) { g(); }"))
        self.assertEqual(1, functions("template <class T> void f(T t) requires B<T>;"))
        self.assertEqual(1, functions("template <auto kFree> void f();"))

    def test_defaulted_and_deleted_members_do_not_count(self):
        self.assertEqual(0, functions("A() = default;\n A(const A&) = delete;\n A& operator=(A&&) noexcept = default;\n ~A() = default;"))

    def test_friends_do_not_count(self):
        self.assertEqual(0, functions("friend class B;\n friend struct c::D;\n friend void f(A&);"))
        self.assertEqual(0, functions("friend bool operator==(const A& a, const A& b) { return a.x == b.x; }"))
        self.assertEqual(0, functions("friend bool operator==(const A&, const A&) = default;"))

    def test_what_only_looks_like_a_function_does_not_count(self):
        for members in [
            "std::function<bool(std::string_view)> accepts;",
            "void (*call_)(void*) = nullptr;",
            "alignas(16) std::byte bytes_[64];",
            "using F = void (*)(int);",
            "typedef int (*G)(int);",
            'static_assert(sizeof(int) == 4, "text (");',
            "enum class Kind { a = f(1), b };",
            "// void f();\n /* void g(); */",
            "std::size_t a_ = sizeof(int), b_ = f(2);",
            "const int mask_ = 1 << (2 + 3);",
        ]:
            with self.subTest(members):
                self.assertEqual(0, functions(members))

    def test_a_nested_class_is_one_of_its_own(self):
        found = classes("class A {\n void f();\n struct B { void g(); void h() {} bool c; };\n bool d_;\n struct E;\n"
                        " class F final : G { void i(); } f_;\n};\nstruct A::E { void j(); };\ntemplate <class T>\nclass K { void k(); };\n"
                        "template <>\nclass K<int> { void k(); void l(); };\n")
        self.assertEqual({"A": 1, "A::B": 2, "A::F": 1, "A::E": 1, "K": 2},
                         {name: one.functions for name, one in found.items()})
        self.assertEqual((1, 1), (found["A"].flags, found["A::B"].flags))
        self.assertEqual(3, found["A::B"].line)

    def test_code_around_classes_is_passed_over(self):
        found = classes("#define X class Y {\nclass Z;\nenum class E : char { a };\nextern int a[];\ninline namespace b {\n"
                        "int f(struct G* g) { class Local { void l(); }; return g->x; }\n"
                        "A::A(int x) : b_(x), c_{} { if (x) { h(); } }\nconst std::map<int, int> kM = {{1, 2}};\n"
                        "auto kF = [](int x) { return x; };\nnamespace c = d::e;\nclass A { void f(); };\n}\n")
        self.assertEqual(["A"], list(found))

    def test_bool_members(self):
        for count, members in [
            (1, "bool a;"),
            (1, "bool a = false;"),
            (2, "bool a = f(1, 2), b;"),
            (1, "bool a : 1;"),
            (1, "mutable bool a{true};"),
            (1, "std::atomic<bool> a{false};"),
            (1, "std::atomic_bool a;"),
            (0, "static bool a;"),
            (0, "static constexpr bool kA = true;"),
            (0, "bool f();"),
            (0, "std::vector<bool> a; bool* b; bool& c;"),
            (0, "std::function<bool()> a;"),
        ]:
            with self.subTest(members):
                self.assertEqual(count, flags(members))

    def test_code_that_cannot_be_read_is_reported(self):
        for code in ["class A {\n void f();\n", "class A { };\n}\n", "class A { void f( };\n"]:
            with self.assertRaises(check_classes.SyntaxFault):
                classes(code)


class Limits(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def found(self):
        return list(check_classes.breaches(check_components.Tree(self.root)))

    def write_class(self, path, count, flag_count=0):
        members = "".join(f" void f{i}();\n" for i in range(count)) + "".join(f" bool b{i};\n" for i in range(flag_count))
        self.write(path, f"// what it is\nclass A {{\n{members}}};\n")

    def test_a_class_at_the_limits_is_no_breach(self):
        self.write_class("core/base/a.h", 25, 8)
        self.assertEqual([], self.found())

    def test_a_class_over_a_limit_is_a_breach(self):
        self.write_class("core/base/a.h", 26, 9)
        self.assertEqual([("core/base/a.h", 2, "A has 26 member functions; at most 25"),
                          ("core/base/a.h", 2, "A has 9 bool members; at most 8")], self.found())

    def test_adapters_and_tests_are_not_counted(self):
        for path in ("core/abi/a.h", "core/base/testing/a.h", "core/base/a_test.cpp", "sdk/include/carboy/a.h"):
            self.write_class(path, 30)
        self.assertEqual([], self.found())

    def test_an_exception_needs_a_reason_and_a_class_over_a_limit(self):
        self.write_class("core/base/a.h", 26)
        self.write(check_classes.LARGE_CLASSES, "# comment\n\ncore/base/a.h A  implements an interface\n")
        self.assertEqual([], self.found())
        self.write(check_classes.LARGE_CLASSES, "core/base/a.h A\n")
        self.assertEqual([(check_classes.LARGE_CLASSES, 1, "A has no reason")], self.found())
        self.write(check_classes.LARGE_CLASSES, "core/base/a.h A  reason\ncore/base/a.h B  reason\n")
        self.assertEqual([(check_classes.LARGE_CLASSES, 2, "core/base/a.h has no class B over a limit")], self.found())

    def test_a_file_that_cannot_be_read_is_a_breach(self):
        self.write("core/base/a.h", "class A {\n")
        self.assertEqual(["core/base/a.h"], [breach[0] for breach in self.found()])

    def test_the_program_ends_with_1_for_a_breach(self):
        program = pathlib.Path(check_classes.__file__)
        self.write_class("core/base/a.h", 26)
        done = subprocess.run([sys.executable, "-B", program, self.root], capture_output=True, text=True)
        self.assertEqual((1, "core/base/a.h:2: A has 26 member functions; at most 25\n1 breaches\n"), (done.returncode, done.stdout))
        self.write_class("core/base/a.h", 25)
        self.assertEqual(0, subprocess.run([sys.executable, "-B", program, self.root], capture_output=True).returncode)


if __name__ == "__main__":
    unittest.main()
