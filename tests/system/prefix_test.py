"""The installed prefix, moved to another folder: an author's project builds against it and runs on it."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from carboy_process import AppTest, BUILD, install_prefix, TIMEOUT

SOURCE = """#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  const auto greeting = app.config().get<std::string>("greeting");
  app.get("/<name>", [greeting](std::string_view name) { return greeting + ", " + std::string(name) + "!"; });
  app.command("greet", "Greets from the terminal", [greeting](carboy::Cli& cli) {
    cli.print(greeting + ", " + std::string(cli.size() > 0 ? cli.argument(0) : "you"));
  });
}

CARBOY_EXTENSION(init_app)
"""

MANIFEST = """{
  "name": "greeter", "version": "0.1.0", "summary": "Greets", "license": "MIT", "sdk": "^1.0",
  "permissions": ["routes:/"],
  "config": {"properties": {"greeting": {"type": "string", "default": "Hello", "description": "How to greet"}}}
}
"""

CMAKE = """cmake_minimum_required(VERSION 3.25)
project(greeter CXX)
find_package(Carboy 1.0 REQUIRED)
carboy_add_extension(greeter MANIFEST extension.json SOURCES greeter.cpp)
"""


class Prefix(AppTest):
    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="carboy-prefix-"))
        cls.prefix = install_prefix(cls.place)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.place)

    def test_whatever_is_installed_comes_with_the_program(self):
        """`cmake --install` works after a build of bin/carboy alone: linking the program writes all that is installed with it."""
        script = (BUILD / "core/cmake_install.cmake").read_text()
        installed = re.findall(rf'"{re.escape(str(BUILD))}/(share/[^"]+)"', script)
        self.assertEqual(len(installed), 3)
        for file in installed:
            edge = subprocess.run(["ninja", "-C", BUILD, "-t", "query", file], capture_output=True, text=True, timeout=TIMEOUT)
            self.assertIn("CXX_EXECUTABLE_LINKER__carboy", edge.stdout, file)

    def build(self, manifest=MANIFEST):
        project = self.folder / "greeter"
        project.mkdir(exist_ok=True)
        (project / "greeter.cpp").write_text(SOURCE)
        (project / "extension.json").write_text(manifest)
        (project / "CMakeLists.txt").write_text(CMAKE)
        for command in (["cmake", "-G", "Ninja", "-B", "build", f"-DCMAKE_PREFIX_PATH={self.prefix}"],
                        ["cmake", "--build", "build"]):
            done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=5 * TIMEOUT)
            if done.returncode != 0:
                return None, done.stdout + done.stderr
        return project / "build" / "greeter.so", ""

    def test_an_extension_in_a_separate_project(self):
        library, trouble = self.build()
        self.assertIsNotNone(library, trouble)
        shutil.copy(library, self.folder / "extensions")
        self.write_config('[app]\nname = "x"\nextensions = ["greeter"]\n\n[greeter]\ngreeting = "Good day"\n')
        program = self.prefix / "bin" / "carboy"
        with self.run_app(program=program) as running:
            self.assertEqual(running.get("/Ada"), (200, "Good day, Ada!"))
        greeted = self.carboy("greet", "Ada", program=program)
        self.assertEqual((greeted.stdout, greeted.returncode), ("Good day, Ada\n", 0))
        unknown = self.carboy("gret", program=program)
        self.assertEqual(unknown.returncode, 2)
        self.assertIn('Did you mean "greet"?', unknown.stderr)

    def test_a_bad_manifest_stops_the_build(self):
        library, trouble = self.build(MANIFEST.replace('"version": "0.1.0"', '"version": "1"'))
        self.assertIsNone(library)
        self.assertIn("extension.json", trouble)
        self.assertIn("version", trouble)

    def test_nothing_names_the_build_folder(self):
        for file in self.prefix.rglob("*.cmake"):
            self.assertNotIn(str(BUILD), file.read_text(), file)


if __name__ == "__main__":
    unittest.main()
