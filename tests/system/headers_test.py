"""Public headers of extensions: one is built and installed, and others use it from the prefix and in one build."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

from carboy_process import AppTest, install_prefix, TIMEOUT

SHELF = {
    "extension.json": """{
  "name": "shelf", "version": "1.2.0", "summary": "Keeps books", "sdk": "^1.0",
  "provides": {"shelf.Books": "1.0"}
}
""",
    "include/carboy/shelf/books.h": """// The books of a shelf.
#pragma once
#include <carboy/carboy.h>
namespace shelf {
struct Books : carboy::Service {
  static constexpr carboy::ServiceId id{"shelf.Books", 1, 0};
  virtual std::int64_t count() noexcept = 0;

 protected:
  ~Books() = default;
};
}  // namespace shelf
""",
    "shelf.cpp": """#include <carboy/shelf/books.h>
#include <memory>
struct Kept final : shelf::Books {
  std::int64_t count() noexcept override { return 42; }
};
void init_app(carboy::App& app) { app.provide<shelf::Books>(std::make_shared<Kept>()); }
CARBOY_EXTENSION(init_app)
""",
    "CMakeLists.txt": """cmake_minimum_required(VERSION 3.25)
project(shelf CXX)
find_package(Carboy 1.0 REQUIRED)
carboy_add_extension(shelf MANIFEST extension.json SOURCES shelf.cpp)
carboy_install_extension(shelf)
enable_testing()
carboy_add_header_test(shelf)
""",
}
READER = {
    "extension.json": """{
  "name": "reader", "version": "1.0.0", "summary": "Counts books", "sdk": "^1.0",
  "requires": {"shelf": "^1.0"}, "optional": {"lamp": "*"}
}
""",
    "reader.cpp": """#include <carboy/shelf/books.h>
void init_app(carboy::App& app) {
  app.get("/", [books = app.service<shelf::Books>()] { return std::to_string(books->count()); });
}
CARBOY_EXTENSION(init_app)
""",
    "CMakeLists.txt": """cmake_minimum_required(VERSION 3.25)
project(reader CXX)
find_package(Carboy 1.0 REQUIRED)
carboy_add_extension(reader MANIFEST extension.json SOURCES reader.cpp USES shelf)
""",
}


class Headers(AppTest):
    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="carboy-headers-"))
        cls.addClassCleanup(shutil.rmtree, cls.place, ignore_errors=True)
        cls.prefix = install_prefix(cls.place)
        cls.program = cls.prefix / "bin" / "carboy"
        shelf = cls.write_project(cls.place / "shelf", SHELF)
        cls.extensions = cls.place / "moved"
        for command in (["cmake", "-G", "Ninja", "-B", "build", f"-DCMAKE_PREFIX_PATH={cls.prefix}"],
                        ["cmake", "--build", "build"],
                        ["cmake", "--install", "build", "--prefix", cls.place / "installed"]):
            status, output = cls.run_in(shelf, *command)
            if status != 0:
                raise AssertionError(output)
        (cls.place / "installed").rename(cls.extensions)

    @staticmethod
    def write_project(folder, files):
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        return folder

    @staticmethod
    def run_in(folder, *command):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=5 * TIMEOUT)
        # CMake wraps messages; sentences are compared without the line ends.
        return done.returncode, " ".join((done.stdout + done.stderr).split())

    def configure(self, files, *prefixes):
        project = self.write_project(self.folder / "project", files)
        return project, *self.run_in(project, "cmake", "-G", "Ninja", "-B", "build",
                                     "-DCMAKE_PREFIX_PATH=" + ";".join(map(str, prefixes)))

    def serves(self, *libraries):
        for library in libraries:
            shutil.copy(library, self.folder / "extensions")
        self.write_config('[app]\nname = "x"\nextensions = ["shelf", "reader"]\n')
        with self.run_app(program=self.program) as running:
            self.assertEqual(running.get("/"), (200, "42"))

    def installed(self, pattern):
        found = list(self.extensions.rglob(pattern))
        self.assertEqual(len(found), 1, found)
        return found[0]

    def test_an_installed_header_is_used_from_the_moved_prefix(self):
        project, status, output = self.configure(READER, self.prefix, self.extensions)
        self.assertEqual(status, 0, output)
        status, output = self.run_in(project, "cmake", "--build", "build")
        self.assertEqual(status, 0, output)
        self.serves(self.installed("shelf.so"), project / "build" / "reader.so")

    def test_what_is_installed(self):
        self.assertEqual(self.installed("books.h").parent, self.extensions / "include/carboy/shelf")
        self.assertEqual(self.installed("shelf.so").parent.parts[-2:], ("carboy", "extensions"))
        for file in self.extensions.rglob("*.cmake"):
            self.assertNotIn(str(self.place), file.read_text(), file)
        self.assertIn('"1.2.0"', self.installed("carboy_shelfConfigVersion.cmake").read_text())

    def test_two_extensions_of_one_build(self):
        """The one that is used is added later, as in a folder whose subfolders are in alphabetical order."""
        root = """cmake_minimum_required(VERSION 3.25)
project(both CXX)
find_package(Carboy 1.0 REQUIRED)
add_subdirectory(reader)
add_subdirectory(shelf)
"""
        files = {"CMakeLists.txt": root}
        for name, project in (("reader", READER), ("shelf", SHELF)):
            files.update({f"{name}/{file}": text for file, text in project.items()})
            files[f"{name}/CMakeLists.txt"] = "\n".join(
                line for line in project["CMakeLists.txt"].splitlines() if line.startswith("carboy_add_ext")) + "\n"
        project, status, output = self.configure(files, self.prefix)
        self.assertEqual(status, 0, output)
        status, output = self.run_in(project, "cmake", "--build", "build")
        self.assertEqual(status, 0, output)
        self.serves(project / "build/shelf/shelf.so", project / "build/reader/reader.so")

    def test_its_headers_are_light(self):
        status, output = self.run_in(self.place / "shelf", "ctest", "--test-dir", "build", "--output-on-failure",
                                     "--no-tests=error")
        self.assertEqual(status, 0, output)

    def test_a_missing_package_names_the_command_that_installs_it(self):
        _, status, output = self.configure(READER, self.prefix)
        self.assertNotEqual(status, 0)
        self.assertIn('carboy_add_extension(reader): USES names "shelf", but its public headers, '
                      "include/carboy/shelf, are neither in this build nor installed (package carboy_shelf).", output)
        self.assertIn("cmake --install build", output)
        self.assertIn(str(self.prefix), output)

    def test_installed_headers_of_another_version(self):
        changed = {**READER, "extension.json": READER["extension.json"].replace('"shelf": "^1.0"', '"shelf": "^2.1"')}
        _, status, output = self.configure(changed, self.prefix, self.extensions)
        self.assertNotEqual(status, 0)
        self.assertIn('the installed headers of "shelf" are of version 1.2.0, and reader\'s manifest asks for ^2.1.', output)

    def test_uses_must_be_in_the_manifest(self):
        changed = {**READER, "CMakeLists.txt": READER["CMakeLists.txt"].replace("USES shelf", "USES shelv")}
        _, status, output = self.configure(changed, self.prefix, self.extensions)
        self.assertNotEqual(status, 0)
        self.assertIn('carboy_add_extension(reader): USES names "shelv", which is neither in "requires" nor in '
                      '"optional" of reader\'s manifest. Did you mean "shelf"?', output)
        self.assertIn("extension.json", output)

    def test_headers_in_a_folder_of_the_sdk(self):
        files = {"extension.json": SHELF["extension.json"].replace('"shelf"', '"testing"').replace("shelf.B", "testing.B"),
                 "include/carboy/testing/own.h": "#pragma once\n", "shelf.cpp": "",
                 "CMakeLists.txt": READER["CMakeLists.txt"].replace("reader.cpp USES shelf", "shelf.cpp").replace("reader", "testing")}
        _, status, output = self.configure(files, self.prefix)
        self.assertNotEqual(status, 0)
        self.assertIn("include/carboy/testing is a folder of the SDK", output)

    def test_installing_what_was_not_added(self):
        changed = {**READER, "CMakeLists.txt": "cmake_minimum_required(VERSION 3.25)\nproject(x CXX)\n"
                   "find_package(Carboy 1.0 REQUIRED)\ncarboy_install_extension(shelf)\n"}
        _, status, output = self.configure(changed, self.prefix)
        self.assertNotEqual(status, 0)
        self.assertIn('carboy_install_extension(shelf): there is no extension "shelf".', output)


if __name__ == "__main__":
    unittest.main()
