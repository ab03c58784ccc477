"""`carboy new` and `carboy ext new`: what they create, and what they refuse."""

import subprocess
import unittest

from carboy_process import AppTest, TIMEOUT, needed, no_room


class New(AppTest):
    def test_an_app_that_runs(self):
        made = self.carboy("new", "my-shop")
        self.assertEqual((made.returncode, made.stderr), (0, ""))
        app = self.folder / "my-shop"
        self.assertEqual((app / "secret.key").stat().st_mode & 0o777, 0o600)
        self.assertGreaterEqual(len((app / "secret.key").read_text().strip()), 64)
        self.assertIn("secret.key", (app / ".gitignore").read_text().split())
        for folder in ("extensions", "templates", "static"):
            self.assertTrue((app / folder).is_dir())
        self.folder = app
        self.assertEqual(self.carboy("config", "check").stdout, "app.toml is valid: my-shop, 0 extensions\n")
        with self.run_app() as running:
            self.assertEqual(running.get("/")[0], 404)
            self.assertEqual(running.end(), 0)

    def test_two_apps_have_two_keys(self):
        keys = set()
        for name in ("one", "two"):
            self.carboy("new", name)
            keys.add((self.folder / name / "secret.key").read_text())
        self.assertEqual(len(keys), 2)

    def test_existing_files_are_not_changed(self):
        (self.folder / "shop").mkdir()
        (self.folder / "notes").write_text("mine")
        (self.folder / "link").symlink_to("nowhere")
        for words in (["new"], ["ext", "new"]):
            for name in ("shop", "notes", "link"):
                refused = self.carboy(*words, name)
                self.assertEqual(refused.returncode, 1)
                self.assertIn("It was not changed.", refused.stderr)
        self.assertEqual(list((self.folder / "shop").iterdir()), [])
        self.assertEqual((self.folder / "notes").read_text(), "mine")

    def test_names(self):
        for words in (["new", "1shop"], ["new", "../shop"], ["new", "a b"], ["new", "a" * 65], ["new", ""],
                      ["ext", "new", "Shop"], ["ext", "new", "my-shop"], ["ext", "new", "a/b"],
                      ["ext", "new", "server"], ["ext", "new", "test"]):
            refused = self.carboy(*words)
            self.assertEqual((refused.returncode, refused.stdout), (1, ""), words)
        self.assertEqual([one.name for one in self.folder.iterdir()], ["extensions"])

    def test_a_folder_that_cannot_be_written(self):
        (self.folder / "file").write_text("")
        refused = self.carboy("new", "shop", preexec_fn=no_room(16))
        self.assertEqual(refused.returncode, 1)
        self.assertIn("cannot be written", refused.stderr)
        self.assertEqual(sorted(one.name for one in self.folder.iterdir()), ["extensions", "file"])

    def test_an_extension(self):
        made = self.carboy("ext", "new", "guest_book")
        self.assertEqual((made.returncode, made.stderr), (0, ""))
        root = self.folder / "guest_book"
        files = sorted(str(one.relative_to(root)) for one in root.rglob("*") if one.is_file())
        self.assertEqual(files, [".clang-format", ".github/workflows/ci.yml", ".gitignore", "CHANGELOG.md",
                                 "CMakeLists.txt", "README.md", "extension.json", "src/guest_book.cpp",
                                 "static/about.txt", "tests/guest_book_test.cpp"])
        everything = "".join((root / file).read_text() for file in files)
        self.assertNotRegex(everything, "@[A-Z]+@")
        self.assertIn("TEST(GuestBook, ", everything)
        code = [line for line in (root / "src" / "guest_book.cpp").read_text().splitlines() if line.strip()]
        self.assertLessEqual(len(code), 40)
        formatted = subprocess.run([needed("clang-format-14"), "--dry-run", "-Werror", *root.rglob("*.cpp")], cwd=root,
                                   capture_output=True, text=True, timeout=TIMEOUT)
        self.assertEqual(formatted.stderr, "")


if __name__ == "__main__":
    unittest.main()
