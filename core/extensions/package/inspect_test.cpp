#include "core/extensions/package/inspect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/testing/temporary_folder.h"
#include "core/elf/fixtures/fake_extension.h"

namespace carboy::core::extensions {
namespace {

using base::TemporaryFolder;
using elf::fixtures::FakeExtension;
using testing::HasSubstr;

std::string example_manifest() {
  return base::read_file(CARBOY_FIXTURE_SOURCES "/guestbook/extension.json");
}

ExtensionFile open(const FakeExtension& made) {
  const TemporaryFolder folder;
  return ExtensionFile::open(folder.write("x.so", made.bytes()), "x.so", elf::Sanitizers{});
}

// The example of the documentation, except for the digest.
TEST(Inspect, ShowsWhatThereIs) {
  const ExtensionFile file = open({.manifest = example_manifest(),
                                   .resources = {{"migrations/1.toml", ""},
                                                 {"migrations/2.toml", ""},
                                                 {"static/a.css", ""},
                                                 {"static/b.gif", ""},
                                                 {"templates/guestbook/1.html", ""},
                                                 {"templates/guestbook/2.html", ""},
                                                 {"templates/guestbook/3.html", ""},
                                                 {"templates/guestbook/4.html", ""},
                                                 {"templates/guestbook/5.html", ""},
                                                 {"templates/guestbook/6.html", ""}}});
  const std::string digest = file.sha256();
  EXPECT_EQ(inspect_text(file),
            "guestbook 1.3.0      Visitors leave a line           MIT      sdk ^1.0\n"
            "needs      sql ^1.0, forms ^1.0       optional  mail ^1.0\n"
            "provides   guestbook.Entries 1.0\n"
            "asks for   routes under /guestbook, its own tables\n"
            "settings   page_size  integer 1..200, default 20    Entries on a page\n"
            "holds      6 templates, 2 static files, 2 migrations\n"
            "sha256     " +
                digest.substr(0, 4) + "..." + digest.substr(60) +
                "      unload supported      built with g++ 12.2, Release\n"
                "signature  unsigned\n");
}

TEST(Inspect, ShowsTheFileThatTheSdkBuilt) {
  const ExtensionFile file = ExtensionFile::open(CARBOY_FIXTURES "/guestbook.so", "guestbook.so");
  EXPECT_THAT(inspect_text(file),
              HasSubstr("holds      6 templates, 2 static files, 2 migrations\n"));
  EXPECT_EQ(file.resources().size(), 10U);
}

TEST(Inspect, LeavesOutEmptyLines) {
  const std::string text =
      inspect_text(open({.manifest = R"({"name": "a", "version": "1.0.0", "sdk": "*"})"}));
  EXPECT_THAT(text, testing::MatchesRegex(
                        "a 1.0.0              sdk \\*\nsha256     [^\n]*\nsignature  unsigned\n"));
}

TEST(Inspect, ShowsOddOnesToo) {
  const std::string text = inspect_text(
      open({.manifest = R"({"name": "an_extension_with_a_long_name", "version": "1.0.0", "sdk": "*",
                       "summary": "A summary that is longer than its column would allow it to be",
                       "optional": {"mail": "^1"}, "conflicts": {"post": "*"},
                       "unload": "restart", "permissions": ["network:smtp"],
                       "config": {"properties": {
                         "backend": {"enum": ["memory", "redis"], "default": "memory"},
                         "redis": {"properties": {"url": {"type": "string",
                                                          "description": "Where it is"}},
                                   "required": ["url"]},
                         "hosts": {"type": "array", "items": {"type": "string"}},
                         "rate": {"type": "number", "exclusiveMinimum": 0}}}})",
            .resources = {{"static/one.css", ""}},
            .undefined = {"__cxa_thread_atexit"}}));
  EXPECT_THAT(text,
              HasSubstr("an_extension_with_a_long_name 1.0.0   A summary that is longer than "
                        "its column would allow it to be   sdk *\n"
                        "optional   mail ^1\n"
                        "conflicts  post *\n"
                        "asks for   network:smtp\n"
                        "settings   backend    one of \"memory\", \"redis\", default \"memory\"\n"
                        "           redis.url  string, required                              "
                        "Where it is\n"
                        "           hosts      array of string\n"
                        "           rate       number more than 0\n"
                        "holds      1 static file\n"));
  EXPECT_THAT(text, HasSubstr("unload restart"));
  EXPECT_THAT(text,
              HasSubstr("warn       keeps a thread_local with a destructor: the library stays "
                        "mapped after an upgrade. Keep the state in the app"));
}

TEST(Inspect, ShowsServicesAndPermissions) {
  const ExtensionFile file = open({.manifest = R"({"name": "shop", "version": "1.0.0", "sdk": "*",
                            "contributes": {"admin.Card": "1.0", "admin.Page": "1.1"},
                            "uses": {"carboy.Identity": "1.0"},
                            "defines": {"shop.refund": "Pay money back", "shop.sell": "Sell"}})"});
  EXPECT_THAT(inspect_text(file), HasSubstr("adds to    admin.Card 1.0, admin.Page 1.1\n"
                                            "uses       carboy.Identity 1.0\n"
                                            "defines    shop.refund   Pay money back\n"
                                            "           shop.sell   Sell\n"));
  const OrderedJson json = inspect_json(file);
  EXPECT_EQ(json["contributes"], (OrderedJson{{"admin.Card", "1.0"}, {"admin.Page", "1.1"}}));
  EXPECT_EQ(json["uses"], (OrderedJson{{"carboy.Identity", "1.0"}}));
  EXPECT_EQ(json["defines"],
            (OrderedJson{{"shop.refund", "Pay money back"}, {"shop.sell", "Sell"}}));
}

TEST(Inspect, IsAlsoForPrograms) {
  const ExtensionFile file =
      open({.manifest = example_manifest(), .resources = {{"static/a.css", "h1 {}"}}});
  const OrderedJson json = inspect_json(file);
  EXPECT_EQ(json["name"], "guestbook");
  EXPECT_EQ(json["version"], "1.3.0");
  EXPECT_EQ(json["requires"], (OrderedJson{{"sql", "^1.0"}, {"forms", "^1.0"}}));
  EXPECT_EQ(json["optional"], (OrderedJson{{"mail", "^1.0"}}));
  EXPECT_EQ(json["conflicts"], OrderedJson::object());
  EXPECT_EQ(json["provides"], (OrderedJson{{"guestbook.Entries", "1.0"}}));
  EXPECT_EQ(json["unload"], "supported");
  EXPECT_EQ(json["settings"]["page_size"]["takes"], "integer 1..200, default 20");
  EXPECT_EQ(json["resources"]["static"], 1);
  EXPECT_EQ(json["resources"]["templates"], 0);
  EXPECT_EQ(json["resources"]["files"]["static/a.css"], 5);
  EXPECT_EQ(json["sha256"], file.sha256());
  EXPECT_EQ(json["signature"], (OrderedJson{{"state", "unsigned"}}));
  EXPECT_EQ(json["build"]["compiler"], "g++ 12.2.0");
  EXPECT_EQ(json["findings"], OrderedJson::array());
  EXPECT_NO_THROW((void)json.dump());
}

}  // namespace
}  // namespace carboy::core::extensions
