#!/usr/bin/env python3
"""check_components.py must find each kind of breach, and nothing where there is none."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import check_components

ORDER = " <\n    ".join(", ".join(level) for level in check_components.LEVELS)
CONTRIBUTING = f"""# Contributing

    a command

## Components

The order:

    {ORDER}

| Component | What it holds |
|---|---|
| `base` | what all need |
| `session` | the cookie (planned) |

    another < block
"""


def core(component, text=""):
    return f"{text}\nnamespace carboy::core::{component} {{\n}}\n"


GOOD = {
    "CONTRIBUTING.md": CONTRIBUTING,
    "tests/components/long_files.txt": "# path, two blanks, reason\n",
    "core/CMakeLists.txt": "",
    "core/base/text.h": core("base", "#include <string>\n"),
    "core/http/message.h": core("http", '#include "core/base/text.h"\n#include "core/http/fields.h"\n'),
    "core/http/fields.h": core("http::testing"),
    "core/app/app.cpp": core("app", '#include "core/http/message.h"\n'),
    "core/app/app_test.cpp": core("app", "#include <carboy/carboy.h>\n"),
    "core/abi/app.cpp": core("abi", '#include <carboy/abi/app.h>\n#include "core/extensions/life/host.h"\n'),
    "core/server/loop.cpp": core("server", '#include <pistache/reactor.h>\n#include "core/abi/app.h"\n'),
    "core/cli/line.cpp": core("cli", '#include "core/server/loop.h"\nnamespace carboy::core::host {\nclass App;\n}\n'),
    "core/cli/main/main.cpp": '#include "core/cli/line.h"\nint main() {}\n',
    "core/elf/fixtures/a.cpp": "",
    **{f"core/{component}/a.cpp": core(component)
       for component in ["elf", "signals", "services", "pages", "routing", "access_log", "extensions", "config", "host",
                         "check", "test_host"]},
    "sdk/include/carboy/carboy.h": "#include <carboy/abi/app.h>\n#include <string>\n",
    "sdk/include/carboy/abi/app.h": "#include <stdint.h>\n// no std::string here\nstruct App;\n",
    "extensions/sql/src/sql.cpp": '#include <carboy/forms/form.h>\n#include "pool.h"\n',
    "extensions/sql/src/pool.h": "#include <sqlite3.h>\n",
}


class CheckComponents(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for path, text in GOOD.items():
            self.write(path, text)

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def write_core(self, path, text):
        """A source of core/ in the namespace of its component, which comes last, so that lines stay."""
        self.write(path, core(path.split("/")[1], text))

    def found(self):
        return list(check_components.breaches(check_components.Tree(self.root)))

    def assert_only(self, path, line, words):
        found = self.found()
        self.assertEqual([(path, line)], [breach[:2] for breach in found], found)
        self.assertIn(words, found[0][2])

    def assert_refused(self, path, include, words):
        text = f"// what it is\n#include {include}\n"
        if path.startswith("core/"):
            self.write_core(path, text)
        else:
            self.write(path, text)
        self.assert_only(path, 2, words)

    def test_a_good_tree_has_no_breach(self):
        self.assertEqual([], self.found())

    def test_a_component_does_not_include_those_above_it(self):
        self.assert_refused("core/http/a.h", '"core/app/app.h"', "http may not include app")

    def test_components_on_one_level_do_not_include_each_other(self):
        self.assert_refused("core/routing/a.h", '"core/session/b.h"', "routing may not include session")

    def test_tests_keep_the_order_too(self):
        self.assert_refused("core/base/a_test.cpp", '"core/http/b.h"', "base may not include http")

    def test_a_folder_without_a_place_in_the_order(self):
        self.write("core/cellar/a.h", "")
        self.assert_only("core/cellar", 0, "no place in the order")

    def test_an_include_of_a_component_that_does_not_exist(self):
        self.assert_refused("core/cli/a.h", '"core/cellar/b.h"', 'no component "cellar"')

    def test_a_component_of_the_order_without_a_folder(self):
        (self.root / "core/config/a.cpp").unlink()
        self.assert_only("core/config", 0, "no folder")

    def test_a_planned_component_that_is_built(self):
        self.write_core("core/session/a.h", "")
        self.assert_only("core/session", 0, "remove it from PLANNED")

    def test_the_order_in_contributing_differs(self):
        self.write("CONTRIBUTING.md", CONTRIBUTING.replace("check, test_host", "check"))
        self.assert_only("CONTRIBUTING.md", 5, "check, test_host < cli")

    def test_contributing_does_not_have_the_order(self):
        (self.root / "CONTRIBUTING.md").unlink()
        self.assert_only("CONTRIBUTING.md", 1, "base < elf")

    def test_contributing_names_a_component_that_does_not_exist(self):
        self.write("CONTRIBUTING.md", CONTRIBUTING.replace("`base`", "`cellar`"))
        self.assert_only("CONTRIBUTING.md", 0, 'no component "cellar"')

    def test_contributing_does_not_say_that_a_component_is_planned(self):
        self.write("CONTRIBUTING.md", CONTRIBUTING.replace(" (planned)", ""))
        self.assert_only("CONTRIBUTING.md", 0, '"session" is planned')

    def test_contributing_says_that_a_built_component_is_planned(self):
        self.write("CONTRIBUTING.md", CONTRIBUTING.replace("what all need", "what all need (planned)"))
        self.assert_only("CONTRIBUTING.md", 0, '"base" is not planned')

    def test_a_source_in_the_namespace_of_another_component(self):
        self.write("core/http/a.h", core("base") + core("http"))
        self.assert_only("core/http/a.h", 2, "the namespace of core/http is carboy::core::http, not carboy::core::base")

    def test_a_declaration_of_a_class_above(self):
        self.write("core/http/a.h", core("http") + "namespace carboy::core::app {\nclass Kernel;\n}\n")
        self.assert_only("core/http/a.h", 4, "not carboy::core::app")

    def test_a_source_without_a_namespace(self):
        self.write("core/http/a.h", "int a;\n")
        self.assert_only("core/http/a.h", 0, "the namespace of core/http is carboy::core::http")

    def test_a_namespace_in_a_comment_is_not_one(self):
        self.write("core/http/a.h", "/*\nnamespace carboy::core::http {\n*/\n")
        self.assert_only("core/http/a.h", 0, "the namespace of core/http is carboy::core::http")

    def test_a_large_folder(self):
        for number in range(58):
            self.write_core(f"core/http/f{number}.h", "")
        self.write_core("core/http/more_test.cpp", "")
        self.write_core("core/http/inner/more.cpp", "")
        self.assertEqual([], self.found())
        self.write_core("core/http/f58.cpp", "")
        self.assert_only("core/http", 0, "61 headers and sources")

    def test_a_large_folder_of_the_sdk(self):
        for number in range(61):
            self.write(f"sdk/include/carboy/detail/f{number}.h", "")
        self.assert_only("sdk/include/carboy/detail", 0, "61 headers and sources")

    def test_core_names_headers_from_the_root(self):
        self.assert_refused("core/http/a.cpp", '"fields.h"', 'write "core/http/fields.h"')

    def test_the_sdk_includes_nothing_of_core(self):
        self.assert_refused("sdk/include/carboy/a.h", '"core/base/text.h"', "nothing of core/")

    def test_the_sdk_includes_only_headers_it_has(self):
        self.assert_refused("sdk/include/carboy/a.h", "<carboy/sql/database.h>", "not a header of the SDK")

    def test_the_headers_of_the_sdk_do_not_include_boost(self):
        self.assert_refused("sdk/include/carboy/a.h", "<boost/dll.hpp>", "never include Boost")

    def test_only_abi_check_and_test_host_include_the_sdk(self):
        for component in ["app", "cli", "host"]:
            with self.subTest(component):
                self.assert_refused(f"core/{component}/b.cpp", "<carboy/abi/app.h>", "only core/abi, core/check and core/test_host")
                (self.root / f"core/{component}/b.cpp").unlink()

    def test_the_host_includes_no_extension(self):
        self.assert_refused("core/cli/a.cpp", '"extensions/sql/src/pool.h"', "does not include extensions/")

    def test_a_transport_includes_only_the_seam_of_the_app(self):
        self.assert_refused("core/server/a.cpp", '"core/app/kernel.h"', "server includes only")

    def test_only_server_includes_pistache(self):
        self.assert_refused("core/app/a.cpp", "<pistache/http.h>", "only core/server")

    def test_only_server_includes_beast(self):
        self.assert_refused("core/cli/a.cpp", "<boost/beast/http.hpp>", "only core/server")

    def test_beast_as_a_whole(self):
        self.assert_refused("extensions/sql/src/a.cpp", "<boost/beast.hpp>", "only core/server")

    def test_the_boundary_includes_nothing_of_the_library(self):
        self.assert_refused("sdk/include/carboy/abi/a.h", "<cstdint>", "<stddef.h> and <stdint.h>")

    def test_the_boundary_includes_nothing_else_of_the_sdk(self):
        self.assert_refused("sdk/include/carboy/abi/a.h", "<carboy/carboy.h>", "boundary includes itself")

    def test_the_boundary_has_no_std(self):
        self.write("sdk/include/carboy/abi/a.h", "/* a\n b */\nvoid f(std ::string text);\n")
        self.assert_only("sdk/include/carboy/abi/a.h", 3, "std::")

    def test_an_extension_includes_nothing_of_core(self):
        self.assert_refused("extensions/sql/src/a.cpp", '"core/base/text.h"', "nothing of core/")

    def test_an_extension_does_not_look_into_another(self):
        self.assert_refused("extensions/mail/src/a.cpp", '"sql/pool.h"', "not in extensions/mail")

    def test_no_include_climbs_out_of_a_folder(self):
        self.assert_refused("extensions/mail/src/a.cpp", '"../../sql/src/pool.h"', "climbs out")

    def test_an_include_through_a_macro(self):
        self.assert_refused("core/base/a.h", "HEADER_OF(x)", "through a macro")

    def test_comments_and_literals_are_not_includes(self):
        self.write_core("core/base/a.cpp", '/*\n#include "core/cli/a.h"\n*/\nauto t = R"x(\n#include "core/cli/a.h"\n)x";\n'
                                           "int n = 1'000; // '\n")
        self.assertEqual([], self.found())

    def test_an_include_after_a_comment_with_a_quote_is_seen(self):
        self.write_core("core/base/a.cpp", "// don't\nchar c = '\"';\n  #  include \"core/cli/a.h\"\n")
        self.assert_only("core/base/a.cpp", 3, "base may not include cli")

    def test_names_that_say_nothing(self):
        for path in ["bench/utils.h", "fuzz/text_helpers.cpp", "sdk/common/a.h", "tests/misc.py"]:
            with self.subTest(path):
                self.write(path, "")
                self.assertEqual(1, len(self.found()), self.found())
                (self.root / path).unlink()

    def test_a_long_file(self):
        self.write_core("core/base/long.cpp", "\n" * 498)
        self.assert_only("core/base/long.cpp", 501, "501 lines")

    def test_a_long_file_with_a_reason(self):
        self.write_core("core/base/long.cpp", "\n" * 498)
        self.write("tests/components/long_files.txt", "core/base/long.cpp  one table\n")
        self.assertEqual([], self.found())

    def test_a_long_file_without_a_reason(self):
        self.write_core("core/base/long.cpp", "\n" * 498)
        self.write("tests/components/long_files.txt", "core/base/long.cpp\n")
        self.assert_only("tests/components/long_files.txt", 1, "no reason")

    def test_an_excuse_that_is_no_longer_needed(self):
        self.write("tests/components/long_files.txt", "core/base/text.h  one table\ncore/gone.h  was there\n")
        self.assertEqual([("tests/components/long_files.txt", 1), ("tests/components/long_files.txt", 2)],
                         sorted(breach[:2] for breach in self.found()))

    def test_the_program_fails_for_a_bad_tree(self):
        program = [sys.executable, "-B", check_components.__file__]
        good = subprocess.run([*program, self.root], capture_output=True, text=True)
        self.assertEqual((0, f"{len(GOOD) - 1} files, 0 breaches\n"), (good.returncode, good.stdout))
        self.write_core("core/base/a.h", '#include "core/cli/b.h"\n')
        bad = subprocess.run([*program, self.root], capture_output=True, text=True)
        self.assertEqual(1, bad.returncode)
        self.assertIn('core/base/a.h:1: base may not include cli: "core/cli/b.h"', bad.stdout)


if __name__ == "__main__":
    unittest.main()
