#!/usr/bin/env python3
"""check_components.py must find each kind of breach, and nothing where there is none."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import check_components

GOOD = {
    "tests/components/long_files.txt": "# path, two blanks, reason\n",
    "core/base/text.h": "#include <string>\n",
    "core/http/message.h": '#include "core/base/text.h"\n#include "core/http/fields.h"\n',
    "core/http/fields.h": "",
    "core/app/app.cpp": '#include "core/http/message.h"\n',
    "core/app/app_test.cpp": "#include <carboy/carboy.h>\n",
    "core/abi/app.cpp": '#include <carboy/abi/app.h>\n#include "core/extensions/life/host.h"\n',
    "core/server/loop.cpp": '#include <pistache/reactor.h>\n#include "core/abi/app.h"\n',
    "core/cli/main.cpp": '#include <carboy/carboy.h>\n#include "core/server/loop.h"\n',
    "sdk/include/carboy/carboy.h": "#include <carboy/abi/app.h>\n#include <string>\n",
    "sdk/include/carboy/abi/app.h": "#include <stdint.h>\n// no std::string here\nstruct App;\n",
    "extensions/sql/src/sql.cpp": '#include <carboy/forms/form.h>\n#include "pool.h"\n',
    "extensions/sql/src/pool.h": "#include <sqlite3.h>\n",
}


class Rooms(unittest.TestCase):
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

    def found(self):
        return list(check_components.breaches(check_components.Tree(self.root)))

    def assert_only(self, path, line, words):
        found = self.found()
        self.assertEqual([(path, line)], [breach[:2] for breach in found], found)
        self.assertIn(words, found[0][2])

    def assert_refused(self, path, include, words):
        self.write(path, f"// what it is\n#include {include}\n")
        self.assert_only(path, 2, words)

    def test_a_good_tree_has_no_breach(self):
        self.assertEqual([], self.found())

    def test_a_room_knows_nothing_above_it(self):
        self.assert_refused("core/http/a.h", '"core/app/app.h"', "http may not know app")

    def test_rooms_on_one_level_do_not_know_each_other(self):
        self.assert_refused("core/routing/a.h", '"core/session/b.h"', "routing may not know session")

    def test_tests_keep_the_order_too(self):
        self.assert_refused("core/base/a_test.cpp", '"core/http/b.h"', "base may not know http")

    def test_a_room_that_nobody_has_placed(self):
        self.assert_refused("core/cellar/a.h", "<string>", 'no room "cellar"')

    def test_an_include_of_a_room_that_nobody_has_placed(self):
        self.assert_refused("core/cli/a.h", '"core/cellar/b.h"', 'no room "cellar"')

    def test_core_names_headers_from_the_root(self):
        self.assert_refused("core/http/a.cpp", '"fields.h"', 'write "core/http/fields.h"')

    def test_the_sdk_includes_nothing_of_core(self):
        self.assert_refused("sdk/include/carboy/a.h", '"core/base/text.h"', "nothing of core/")

    def test_the_sdk_includes_only_headers_it_has(self):
        self.assert_refused("sdk/include/carboy/a.h", "<carboy/sql/database.h>", "no header of the SDK")

    def test_the_headers_of_the_sdk_do_not_include_boost(self):
        self.assert_refused("sdk/include/carboy/a.h", "<boost/dll.hpp>", "never include Boost")

    def test_only_abi_and_cli_include_the_sdk(self):
        self.assert_refused("core/app/a.cpp", "<carboy/abi/app.h>", "only core/abi and core/cli")

    def test_the_host_knows_no_extension(self):
        self.assert_refused("core/cli/a.cpp", '"extensions/sql/src/pool.h"', "knows nothing of extensions/")

    def test_a_transport_knows_the_seam_and_no_more_of_the_app(self):
        self.assert_refused("core/server/a.cpp", '"core/app/kernel.h"', "the server knows of the app")

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
        self.assert_refused("extensions/mail/src/a.cpp", '"sql/pool.h"', "not of extensions/mail")

    def test_nobody_climbs_out_of_a_folder(self):
        self.assert_refused("extensions/mail/src/a.cpp", '"../../sql/src/pool.h"', "climbs out")

    def test_an_include_through_a_macro(self):
        self.assert_refused("core/base/a.h", "HEADER_OF(x)", "through a macro")

    def test_comments_and_literals_are_not_includes(self):
        self.write("core/base/a.cpp", '/*\n#include "core/cli/a.h"\n*/\nauto t = R"x(\n#include "core/cli/a.h"\n)x";\n'
                                      "int n = 1'000; // '\n")
        self.assertEqual([], self.found())

    def test_an_include_after_a_comment_with_a_quote_is_seen(self):
        self.write("core/base/a.cpp", "// don't\nchar c = '\"';\n  #  include \"core/cli/a.h\"\n")
        self.assert_only("core/base/a.cpp", 3, "base may not know cli")

    def test_names_that_say_nothing(self):
        for path in ["core/base/utils.h", "core/base/text_helpers.cpp", "sdk/common/a.h", "tests/misc.py"]:
            with self.subTest(path):
                self.write(path, "")
                self.assertEqual(1, len(self.found()), self.found())
                (self.root / path).unlink()

    def test_a_long_file(self):
        self.write("core/base/long.cpp", "\n" * 501)
        self.assert_only("core/base/long.cpp", 501, "501 lines")

    def test_a_long_file_with_a_reason(self):
        self.write("core/base/long.cpp", "\n" * 501)
        self.write("tests/components/long_files.txt", "core/base/long.cpp  one table\n")
        self.assertEqual([], self.found())

    def test_a_long_file_without_a_reason(self):
        self.write("core/base/long.cpp", "\n" * 501)
        self.write("tests/components/long_files.txt", "core/base/long.cpp\n")
        self.assert_only("tests/components/long_files.txt", 1, "no reason")

    def test_an_excuse_that_is_no_longer_needed(self):
        self.write("tests/components/long_files.txt", "core/base/text.h  one table\ncore/gone.h  was there\n")
        self.assertEqual([("tests/components/long_files.txt", 1), ("tests/components/long_files.txt", 2)],
                         sorted(breach[:2] for breach in self.found()))

    def test_the_program_fails_for_a_bad_tree(self):
        program = [sys.executable, "-B", check_components.__file__]
        good = subprocess.run([*program, self.root], capture_output=True, text=True)
        self.assertEqual((0, f"{len(GOOD)} files, 0 breaches\n"), (good.returncode, good.stdout))
        self.write("core/base/a.h", '#include "core/cli/b.h"\n')
        bad = subprocess.run([*program, self.root], capture_output=True, text=True)
        self.assertEqual(1, bad.returncode)
        self.assertIn('core/base/a.h:1: base may not know cli: "core/cli/b.h"', bad.stdout)


if __name__ == "__main__":
    unittest.main()
