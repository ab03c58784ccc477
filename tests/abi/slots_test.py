#!/usr/bin/env python3
"""Tests of slots.py on headers that were changed: what it refuses, and what it lets pass."""

import contextlib
import io
import pathlib
import shutil
import tempfile
import unittest

import slots
from headers import Wrong, read_headers


class Changed(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.headers = self.root / "sdk/include/carboy/abi"
        shutil.copytree(slots.ROOT / "sdk/include/carboy/abi", self.headers)
        (self.root / "sdk/abi").mkdir()
        self.assertEqual(self.run_slots("--write"), (0, ""))

    def run_slots(self, *arguments):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            status = slots.main([*arguments, "--root", str(self.root)])
        return status, said.getvalue()

    def change(self, header, old, new):
        path = self.headers / header
        text = path.read_text()
        self.assertEqual(text.count(old), 1, f"{old} in {header}")
        path.write_text(text.replace(old, new))

    def assert_refused(self, *words):
        status, said = self.run_slots()
        self.assertEqual(status, 1, said)
        for word in words:
            self.assertIn(word, said)

    def assert_can_be_added(self, *words):
        self.assert_refused(*words, "slots.py --write")
        self.assertEqual(self.run_slots("--write"), (0, ""))
        self.assertEqual(self.run_slots(), (0, ""))

    def release(self):
        (self.root / "CHANGELOG.md").write_text("# Changelog\n\n## [1.0.0] - 2027-02-01\n")


class Slots(Changed):
    ERASE = "  virtual Status erase(Text key) noexcept = 0;\n"
    KEYS = "  virtual void keys(Text prefix, TextSink out) noexcept = 0;\n"  # the last one
    CLEAR = "  virtual void clear() noexcept = 0;\n"
    PUT = "  virtual Status put(Text key, Bytes value) noexcept = 0;\n"

    def test_passes_without_a_word_as_it_is(self):
        self.assertEqual(self.run_slots(), (0, ""))

    def test_refuses_another_order(self):
        self.change("host.h", self.PUT + self.ERASE, self.ERASE + self.PUT)
        self.assert_refused("interface State", "number 1", "1.0 would break")

    def test_refuses_less(self):
        self.change("host.h", self.KEYS, "")
        self.assert_refused("interface State", "keys", "is gone")

    def test_refuses_what_is_put_in_the_middle(self):
        self.change("host.h", self.PUT, self.PUT + self.CLEAR)
        self.assert_refused("interface State", "number 2")

    def test_refuses_another_signature(self):
        self.change("host.h", "Status put(Text key, Bytes value)", "Status put(Text key, Text value)")
        self.assert_refused("put(Text key, Bytes value)", "put(Text key, Text value)")

    def test_refuses_another_result(self):
        self.change("host.h", "virtual Status put(Text key", "virtual void put(Text key")
        self.assert_refused("interface State")

    def test_refuses_an_interface_that_is_gone_or_renamed(self):
        self.change("request.h", "struct BodyWriter : Service", "struct BodyTaker : Service")
        self.change("request.h", "~BodyWriter()", "~BodyTaker()")
        self.change("request.h", "Callback<StreamState, BodyWriter*>",
                    "Callback<StreamState, BodyTaker*>")
        self.assert_refused("interface BodyWriter is gone", "StreamCallback")

    def test_refuses_a_longer_struct(self):
        self.change("host.h", "  void* object = nullptr;\n  uint64_t token = 0;\n",
                    "  void* object = nullptr;\n  uint64_t token = 0;\n  uint64_t more = 0;\n")
        self.assert_refused("struct Pin cannot grow")

    def test_refuses_another_type_of_a_field(self):
        self.change("types.h", "  int32_t code = 500;", "  int64_t code = 500;")
        self.assert_refused("table Error")

    def test_refuses_another_value(self):
        self.change("types.h", "not_found = -2", "not_found = -5")
        self.assert_refused("enum Status")

    def test_refuses_another_type_of_an_enumeration(self):
        self.change("value.h", "enum class ValueKind : uint8_t", "enum class ValueKind : uint16_t")
        self.assert_refused("has become enum ValueKind : uint16_t")

    def test_refuses_another_callback(self):
        self.change("registrar.h", "using TaskCallback = Callback<Status>;",
                    "using TaskCallback = Callback<void>;")
        self.assert_refused("TaskCallback")

    def test_lets_a_function_be_added_at_the_end(self):
        self.change("host.h", self.KEYS, self.KEYS + self.CLEAR)
        self.assert_can_be_added("interface State has got void clear()")

    def test_lets_an_accessor_be_added_at_the_end_of_a_table(self):
        last = "  void (*cell)(const void* object, Arena* arena, Cell* cell) noexcept = nullptr;\n"
        self.change("value.h", last, last + "  bool (*truth)(const void* object) noexcept = nullptr;\n")
        self.assert_can_be_added("table ValueTable has got")

    def test_lets_a_value_be_added_at_the_end(self):
        self.change("value.h", "  value,  // of a cell: a pointer to a Value\n", "  value,\n  duration\n")
        self.assert_can_be_added("has got duration = 19")

    def test_lets_an_interface_be_added(self):
        with open(self.headers / "host.h", "a", encoding="utf-8") as file:
            file.write("namespace carboy::abi {\nstruct Clock : Service {\n  virtual int64_t now() noexcept"
                       " = 0;\n\n protected:\n  ~Clock() = default;\n};\n}\n")
        self.assert_can_be_added("interface Clock is new")

    def test_after_the_release_an_addition_raises_the_minor_version(self):
        self.release()
        self.assertEqual(self.run_slots(), (0, ""))
        self.change("host.h", self.KEYS, self.KEYS + self.CLEAR)
        self.assert_refused("interface State has got void clear()", "minor version must rise")
        status, said = self.run_slots("--write")
        self.assertEqual(status, 1)
        self.assertIn("never written again", said)

    def test_writes_no_list_that_breaks_a_binary(self):
        self.change("host.h", self.PUT + self.ERASE, self.ERASE + self.PUT)
        before = (self.root / "sdk/abi/1.0.txt").read_text()
        status, said = self.run_slots("--write")
        self.assertEqual(status, 1)
        self.assertIn("interface State: number 1", said)
        self.assertEqual((self.root / "sdk/abi/1.0.txt").read_text(), before)

    def test_a_new_minor_version_has_its_own_list_and_keeps_the_old_one(self):
        self.change("host.h", self.KEYS, self.KEYS + self.CLEAR)
        self.change("types.h", "kSdkMinor = 0", "kSdkMinor = 1")
        self.assert_refused("types.h says SDK 1.1", "1.0.txt")
        self.assertEqual(self.run_slots("--write"), (0, ""))
        self.assertEqual(self.run_slots(), (0, ""))
        self.change("host.h", self.PUT, "")
        self.assert_refused("1.0.txt: interface State", "1.1.txt: interface State")

    def test_wants_a_list(self):
        (self.root / "sdk/abi/1.0.txt").unlink()
        self.assert_refused("--write")


class Rules(Changed):
    def assert_wrong(self, *words):
        with self.assertRaises(Wrong) as caught:
            read_headers(self.headers)
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.assertEqual(self.run_slots()[0], 1)

    def test_a_function_is_noexcept(self):
        self.change("host.h", "erase(Text key) noexcept = 0", "erase(Text key) = 0")
        self.assert_wrong("State", "noexcept", "erase")

    def test_a_function_is_pure(self):
        self.change("host.h", "erase(Text key) noexcept = 0;", "erase(Text key) noexcept {}")
        self.assert_wrong("State", "pure", "erase")

    def test_no_type_of_the_library_crosses(self):
        self.change("host.h", "erase(Text key)", "erase(std::string_view key)")
        self.assert_wrong("State", "std::string_view")

    def test_no_reference_crosses(self):
        self.change("host.h", "erase(Text key)", "erase(const Text& key)")
        self.assert_wrong("State", "reference")

    def test_no_unknown_type_crosses(self):
        self.change("host.h", "erase(Text key)", "erase(Key key)")
        self.assert_wrong("Key is not a type of the boundary")

    def test_no_interface_crosses_by_value(self):
        self.change("host.h", "virtual State* state()", "virtual State state()")
        self.assert_wrong("as a pointer")

    def test_two_functions_have_two_names(self):
        self.change("host.h", "virtual Status erase(", "virtual Status put(")
        self.assert_wrong("one name")

    def test_the_destructor_is_protected_and_not_virtual(self):
        self.change("host.h", "  ~State() = default;", "  virtual ~State() = default;")
        self.assert_wrong("State", "destructor")

    def test_an_interface_has_no_data(self):
        self.change("host.h", "erase(Text key) noexcept = 0;", "erase(Text key) noexcept = 0;\n  int64_t count;")
        self.assert_wrong("State")

    def test_an_interface_has_one_base(self):
        self.change("host.h", "struct State : Service {", "struct State : Service, Other {")
        self.assert_wrong("not understood")

    def test_what_is_not_understood_is_said(self):
        self.change("types.h", "struct Bytes {", "struct Bytes {\n  int (&array)[3];")
        self.assert_wrong("types.h", "not understood")


if __name__ == "__main__":
    unittest.main()
