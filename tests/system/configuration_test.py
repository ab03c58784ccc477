"""`carboy config`: every mistake in one report, and where each value comes from."""

import json
import os
import re
import shutil
import unittest

from carboy_process import AppTest, BUILD, SOURCE


class Configuration(AppTest):
    CONFIG = ('[app]\nname = "shop"\nextensions = ["swapped"]\nsecret_key = { env = "SHOP_KEY", file = "secret.key" }\n'
              '[server]\nworkers = 2\n[profile.production.server]\nworkers = 8\n')

    def setUp(self):
        super().setUp()
        self.install("v1", "swapped")
        self.write_config(self.CONFIG)

    def config(self, *arguments, **variables):
        return self.carboy("config", *arguments, env={**os.environ, **variables})

    def test_check(self):
        missing = self.config("check")
        self.assertEqual(missing.returncode, 1)
        self.assertIn("app.toml:4:14   app.secret_key: there is neither a variable SHOP_KEY nor a file secret.key",
                      missing.stderr)
        right = self.config("check", SHOP_KEY="x")
        self.assertEqual((right.returncode, right.stdout), (0, "app.toml is valid: shop, 1 extension\n"))

    def test_show_says_where_each_value_comes_from_and_no_secret(self):
        shown = self.config("show", "--profile", "production", "--json", SHOP_KEY="hidden", CARBOY_SERVER__LOOPS="1")
        self.assertNotIn("hidden", shown.stdout)
        values = json.loads(shown.stdout)
        self.assertEqual(values["server.workers"], {"value": 8, "source": "app.toml:8:11"})
        self.assertEqual(values["server.loops"], {"value": 1, "source": "CARBOY_SERVER__LOOPS"})
        self.assertEqual(values["app.secret_key"], {"value": "********", "source": "app.toml:4:14"})
        self.assertRegex(self.config("show", SHOP_KEY="x").stdout, r"(?m)^server\.workers +2 +app\.toml:6:11$")

    def test_every_command_takes_the_profile_of_the_environment(self):
        self.install("v1", "swapped")
        self.write_config('[app]\n[profile.shop.app]\nextensions = ["swapped"]\n')
        for profile, listed in (("", ""), ("shop", "swapped   1.0.0     enabled   provides swapped.Counter\n")):
            shown = self.carboy("ext", "list", env={**os.environ, "CARBOY_PROFILE": profile})
            self.assertEqual(shown.stdout, listed)
        refused = self.carboy("greet", env={**os.environ, "CARBOY_PROFILE": "shp"})
        self.assertIn('Did you mean "shop"?', refused.stderr)

    def test_all_mistakes_are_in_one_report(self):
        (self.folder / "secret.key").write_text("x")
        (self.folder / "secret.key").chmod(0o644)
        self.install("v1", "swapped")
        self.write_config('[app]\nname = 5\nextensions = ["swaped"]\nsecret_key = { file = "secret.key" }\n'
                          '[server]\nbind = ["127.0.0.1:70000"]\nworkrs = 3\n[swapped]\nx = 1\n')
        refused = self.config("check")
        self.assertTrue(refused.stderr.startswith("app.toml has 6 mistakes.\n"), refused.stderr)
        for place, said in (("2:8", "[app] name is a text"), ("3:15", 'Did you mean "swapped"?'),
                            ("4:14", "others than its owner can read or change secret.key"),
                            ("6:8", "a port is at most 65535"), ("7:1", 'Did you mean "workers"?'),
                            ("9:1", "[swapped] x: no such setting.")):
            line = next(one for one in refused.stderr.splitlines() if one.startswith("  app.toml:" + place + " "))
            self.assertIn(said, line)
        self.assertIn("chmod 600 secret.key", refused.stderr)

    def test_a_syntax_error_is_shown_with_a_caret(self):
        self.write_config('[app]\nname = "x\n')
        said = self.config("check").stderr.splitlines()
        self.assertTrue(said[2].startswith("  app.toml:2:10 "), said)
        self.assertEqual(said[3].strip(), 'name = "x')
        self.assertEqual(said[4].index("^"), said[3].index('"x') + 2)

    def test_docs_match_the_documentation(self):
        rows = [line for line in self.config("docs").stdout.split("\n## [guide]")[0].splitlines() if line.startswith("| `")]
        self.assertGreater(len(rows), 20)
        documented = (SOURCE / "docs" / "configuration.md").read_text().splitlines()
        self.assertEqual([row for row in rows if row not in documented], [])

    def test_schema_accepts_valid_values_only(self):
        schema = json.loads(self.config("schema").stdout)
        self.assertEqual(schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
        server = schema["properties"]["server"]
        self.assertFalse(server["additionalProperties"])
        self.assertEqual(server["properties"]["grace"]["default"], "10 s")
        self.assertIn("guide", schema["properties"])
        self.assertIn("server", schema["properties"]["profile"]["additionalProperties"]["properties"])
        pattern = re.compile(server["properties"]["max_body"]["anyOf"][0]["pattern"])
        self.assertTrue(pattern.search("16 MiB"))
        self.assertFalse(pattern.search("16"))

    def use_guide(self, rest):
        shutil.copy(BUILD / "extensions" / "guide.so", self.folder / "extensions" / "guide.so")
        self.write_config('[app]\nextensions = ["guide"]\nsecret_key = "hidden"\n[guide]\n' + rest)

    def test_a_mount_that_is_no_path_has_its_place(self):
        for wrong in ('"go"', '"/go/"', '"/a b"', "5", '""'):
            self.use_guide("  mount = " + wrong + "\n")
            refused = self.config("check")
            self.assertEqual(refused.returncode, 1)
            self.assertIn("app.toml:5:3   [guide] mount: must be a path", refused.stderr)
        self.use_guide('mount = "/go"\n')
        self.assertEqual(self.config("check").returncode, 0)

    def test_a_setting_that_is_secret_is_masked_wherever_it_comes_from(self):
        self.use_guide('key = "hidden"\n')
        variables = {"CARBOY_GUIDE__KEY": "hidden too"}
        for shown in (self.config("show"), self.config("show", "--json"), self.config("show", **variables),
                      self.carboy("ext", "info", "guide"), self.carboy("ext", "info", "guide", "--json")):
            self.assertEqual(shown.returncode, 0, shown.stderr)
            self.assertNotIn("hidden", shown.stdout)
            self.assertIn("********", shown.stdout)

    def test_docs_and_schema_describe_formats_and_mounts(self):
        self.install("v1", "settled")
        docs = self.config("docs").stdout
        for row in ("| `timeout` | Time to wait (duration 1 s..1 h) | `\"5 s\"` |",
                    "| `feeds.NAME.url` | Address of the feed (uri) |  |",
                    "| `views[].limit` | size |  |",
                    "| `token` | string, secret, set by the operator only |  |",
                    "| `mount` | Path below which all routes and static files of the extension are |  |"):
            self.assertIn(row, docs)
        settled = json.loads(self.config("schema").stdout)["properties"]["settled"]["properties"]
        timeout = settled["timeout"]["anyOf"][0]
        self.assertTrue(re.search(timeout["pattern"], "1.5 min"))
        self.assertNotIn("minimum", timeout)
        self.assertTrue(settled["token"]["anyOf"][0]["writeOnly"])
        self.assertEqual(settled["feeds"]["anyOf"][0]["additionalProperties"]["properties"]["url"]["format"], "uri")
        self.assertIn("mount", settled)

    def test_mounts_move_rules_urls_blueprints_and_static_files(self):
        self.install("v1", "settled")
        shutil.copy(BUILD / "extensions" / "guide.so", self.folder / "extensions" / "guide.so")
        shutil.copy(next(BUILD.rglob("bookshop.so")), self.folder / "extensions" / "bookshop.so")
        self.write_config('[app]\nextensions = ["guide", "settled", "bookshop"]\n[guide]\nmount = "/g"\n'
                          '[bookshop]\nmount = "/b/c"\n[settled]\nmount = "/s"\ntimeout = "1.5 s"\n'
                          '[settled.feeds.news]\nurl = "https://example.org/"\n[[settled.views]]\nlimit = "2 KiB"\n')
        for target, text in (("/s/where", "/s/settled"), ("/s/settled", "1500 news=https://example.org/ 2048"),
                             ("/g/users/3/orders/4", "Order 4 of user 3")):
            done = self.carboy("request", "GET", target)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn(text, done.stdout)
        self.assertIn("/g/users/3/orders/4#paid", self.carboy("request", "GET", "/g/urls").stdout)
        self.assertEqual(self.carboy("request", "GET", "/b/c/bookshop/static/site.css").returncode, 0)
        self.assertNotEqual(self.carboy("request", "GET", "/bookshop/static/site.css").returncode, 0)

    def test_formats_are_checked_with_their_places(self):
        self.install("v1", "settled")
        self.write_config('[app]\nextensions = ["settled"]\n[settled]\ntimeout = "2 h"\n'
                          '[settled.feeds.news]\nurl = "example.org"\n[[settled.views]]\nlimit = "1"\n')
        refused = self.config("check", SHOP_KEY="x").stderr
        for place, said in (("4:1", "timeout: must be at most 1 h"), ("6:1", "feeds.news.url: must be a whole URI"),
                            ("8:1", "views.0.limit: must be a size with its unit")):
            line = next(one for one in refused.splitlines() if one.startswith("  app.toml:" + place + " "))
            self.assertIn(said, line)

    def test_a_wrong_choice_of_a_provider(self):
        self.install("v1", "warden")
        for chosen, said in (("wardn", 'wardn for the service warden.Word, which is not enabled. Did you mean "warden"?'),
                             ("swapped", "swapped for the service warden.Word, which does not provide it.")):
            self.write_config('[app]\nextensions = ["swapped", "warden"]\n'
                              f'provide = {{ "warden.Word" = "{chosen}" }}\n')
            refused = self.config("check")
            self.assertEqual((refused.returncode, refused.stdout), (1, ""))
            self.assertIn("  app.toml:3:29   [app] provide chooses " + said, refused.stderr)
            self.assertIn("Enabled extensions that provide it: warden.", refused.stderr)
        self.write_config('[app]\nextensions = ["warden"]\nprovide = { "warden.Wrd" = "warden" }\n')
        self.assertIn('Did you mean "warden.Word"?', self.config("check").stderr)
        self.write_config('[app]\nextensions = ["warden"]\nprovide = { "warden.Word" = "warden" }\n')
        self.assertEqual(self.config("check").returncode, 0)
        with self.run_app(command="serve") as running:
            self.write_config('[app]\nextensions = ["warden"]\nprovide = { "warden.Word" = "wardn" }\n')
            refused = self.carboy("reload")
            self.assertEqual(refused.returncode, 1)
            self.assertIn("app.toml:3:29   [app] provide chooses wardn", refused.stderr)
            self.assertEqual(running.end(), 0)

    def test_a_command_can_fix_a_wrong_choice(self):
        self.install("v1", "warden")
        self.write_config('[app]\nextensions = []\n')
        with self.run_app(command="serve"):
            self.write_config('[app]\nextensions = []\nprovide = { "warden.Word" = "warden" }\n')
            self.assertEqual(self.config("check").returncode, 1)
            enabled = self.carboy("ext", "enable", "warden")
            self.assertEqual(enabled.returncode, 0, enabled.stderr)
        self.assertEqual(self.config("check").returncode, 0)

    def use_wrap(self, wrapper, options=""):
        self.use_guide('key = "x"\n[[wrap]]\nrule = "/pages/**"\n' + f'with = "{wrapper}"\n{options}')

    def test_an_unknown_wrapper_is_a_warning(self):
        for wrong, right in (("guide.Fesh", "guide.Fresh"), ("Page", "carboy.Page"), ("carboy.Pgae", "carboy.Page")):
            self.use_wrap(wrong)
            warned = self.config("check")
            self.assertEqual((warned.returncode, warned.stdout), (0, "app.toml is valid: app, 1 extension\n"))
            self.assertEqual(warned.stderr, "warning: app.toml:8:8   [[wrap]] with: no enabled extension provides the "
                             f'wrapper {wrong}, so the routes in it answer 503. Did you mean "{right}"?\n')
        for right in ("guide.Fresh", "carboy.Page"):
            self.use_wrap(right, 'options = "5 min"\n')
            self.assertEqual(self.config("check").stderr, "")
        self.install("v1", "warden")
        self.use_wrap("warden.Watched")
        self.assertIn("To fix it: carboy ext enable warden", self.config("check").stderr)

    def test_options_that_the_wrapper_of_the_host_does_not_accept(self):
        self.use_wrap("carboy.Page", 'options = "5 min; browzer = 1 min"\n')
        refused = self.config("check")
        self.assertEqual(refused.returncode, 1)
        self.assertIn('  app.toml:9:11   [[wrap]] options: the wrapper carboy.Page does not accept "5 min; browzer = 1 '
                      'min": ', refused.stderr)
        started = self.carboy("run", "--bind", "127.0.0.1:0")
        self.assertEqual(started.returncode, 1)
        self.assertTrue(started.stderr.startswith(
            'Cannot start app: [[wrap]] rule = "/pages/**" (app.toml:6:1): the wrapper carboy.Page does not accept the '
            'options "5 min; browzer = 1 min" of '), started.stderr)
        self.assertRegex(started.stderr, r"of \d routes \([^)]*/pages/front, ")
        self.assertEqual(started.stderr.count("does not accept"), 1)
        self.assertNotIn("guide 1.0.0", started.stderr)

    def test_a_variable_whose_table_is_misspelt(self):
        refused = self.config("check", SHOP_KEY="x", CARBOY_SWAPED__SIZE="5")
        self.assertEqual(refused.returncode, 1)
        self.assertEqual(refused.stderr, 'The configuration has 1 mistake.\n\n  CARBOY_SWAPED__SIZE   there is no '
                         'extension "swaped". Did you mean CARBOY_SWAPPED__SIZE?\n' + " " * 24 + "Unset CARBOY_SWAPED__SIZE"
                         ", or install the extension: `carboy ext install FILE`.\n")

    def test_a_word_near_mount(self):
        self.use_guide('mout = "/go"\n')
        self.assertIn('app.toml:5:1   [guide] mout: no such setting. Did you mean "mount"?', self.config("check").stderr)

    def configure(self, *words):
        return self.carboy("ext", "configure", "guide", *words)

    def test_a_mount_of_a_draft_has_no_place(self):
        self.use_guide('key = "x"\n')
        before = (self.folder / "app.toml").read_text()
        refused = self.configure("mount=/hello/")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("The settings of guide were not changed; 1 mistake.\n  [guide] mount: must be a path", refused.stderr)
        self.assertNotIn("app.toml:", refused.stderr)
        self.assertIn('mout: no such setting. Did you mean "mount"?', self.configure("mout=/a").stderr)
        self.assertEqual((self.folder / "app.toml").read_text(), before)

    def test_a_setting_to_remove_must_exist(self):
        self.use_guide('key = "x"\n')
        for word, suggestion in (("nothing", ""), ("ke", ' Did you mean "key"?'), ("mout", ' Did you mean "mount"?')):
            refused = self.configure("--unset", word)
            self.assertEqual((refused.returncode, refused.stdout), (1, ""))
            self.assertTrue(refused.stderr.endswith(f"[guide] {word}: no such setting.{suggestion}\n"), refused.stderr)
        for word in ("key", "mount", "folder"):
            self.assertEqual(self.configure("--unset", word).returncode, 0)

    def test_configure_without_a_setting_is_wrong_usage(self):
        self.use_guide("")
        for words, said in (([], "KEY=VALUE or --unset"), (["folder"], "KEY=VALUE, such as page_size=20"),
                            (["=x"], "KEY=VALUE, such as page_size=20")):
            refused = self.configure(*words)
            self.assertEqual((refused.returncode, refused.stdout), (2, ""))
            self.assertIn(said, refused.stderr)

    def test_an_unknown_profile(self):
        for source, refused in (("--profile", self.config("check", "--profile", "prodution", SHOP_KEY="x")),
                                ("CARBOY_PROFILE", self.config("check", SHOP_KEY="x", CARBOY_PROFILE="prodution"))):
            self.assertEqual(refused.returncode, 1)
            self.assertEqual(refused.stderr, f'The configuration has 1 mistake.\n\n  {source}   there is no profile '
                             '"prodution". Did you mean "production"?\n')

    def test_an_app_toml_that_cannot_be_read(self):
        (self.folder / "app.toml").unlink()
        self.assertIn("There is no app.toml here", self.config("check").stderr)
        (self.folder / "app.toml").mkdir()
        self.assertIn("app.toml cannot be read: Is a directory", self.config("check").stderr)


if __name__ == "__main__":
    unittest.main()
