#include "core/host/settings_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace carboy::core::host {
namespace {

using Json = nlohmann::json;

const char* const kApp = R"(# The shop.
[app]
extensions = ["sql"]

[sql]  # the database
url = "a"   # where it is
# Wide.
pool = 3

[sql.replica]
url = 'b'

[shop]
names = [
  "x",  # first
  "y",
]
)";

std::string patched(const std::string& patch, const TomlPath& table = {"sql"}) {
  return with_settings(kApp, table, Json::parse(patch));
}

std::string with(const std::string& old, const std::string& text) {
  return std::string(kApp).replace(std::string(kApp).find(old), old.size(), text);
}

TEST(SettingsText, AValueIsReplacedWhereItStands) {
  EXPECT_EQ(patched(R"({"url": "c"})"), with(R"("a")", R"("c")"));
  EXPECT_EQ(patched(R"({"pool": 4.5})"), with("pool = 3", "pool = 4.5"));
  EXPECT_EQ(patched(R"({"replica": {"url": "d"}})"), with("'b'", R"("d")"));
  EXPECT_EQ(patched(R"({"names": ["z"]})", {"shop"}),
            with("[\n  \"x\",  # first\n  \"y\",\n]", R"(["z"])"));
}

TEST(SettingsText, ANewValueFollowsThoseOfItsTable) {
  EXPECT_EQ(patched(R"({"wide": true})"), with("pool = 3\n", "pool = 3\nwide = true\n"));
  EXPECT_EQ(patched(R"({"replica": {"n": 1}})"), with("'b'\n", "'b'\nn = 1\n"));
  EXPECT_EQ(patched(R"({"n": 1})", {"new"}), std::string(kApp) + "\n[new]\nn = 1\n");
  EXPECT_EQ(patched(R"({"n": {"a b": [1, {"c": 2}]}})", {"profile", "test", "new"}),
            std::string(kApp) + "\n[profile.test.new]\nn = { \"a b\" = [1, { c = 2 }] }\n");
  EXPECT_EQ(with_settings("[a]", {"a"}, Json{{"n", 1}}), "[a]\nn = 1");
  EXPECT_EQ(with_settings("[a]\r\nb = 1\r\n", {"a"}, Json{{"n", 1}}), "[a]\r\nb = 1\r\nn = 1\r\n");
  EXPECT_EQ(with_settings("", {"a"}, Json{{"n", 1}}), "[a]\nn = 1\n");
}

TEST(SettingsText, NullRemovesTheLine) {
  EXPECT_EQ(patched(R"({"pool": null})"), with("pool = 3\n", ""));
  EXPECT_EQ(patched(R"({"absent": null})"), kApp);
  EXPECT_EQ(patched(R"({"names": null})", {"shop"}),
            with("names = [\n  \"x\",  # first\n  \"y\",\n]\n", ""));
}

TEST(SettingsText, InlineTablesAreMerged) {
  EXPECT_EQ(with_settings("a = { b = 1, c = 2 }\n", {"a"}, Json::parse(R"({"b": 3})")),
            "a = { b = 3, c = 2 }\n");
  EXPECT_EQ(with_settings("[a]\nx = { b = 1, c = 2 }\n", {"a"},
                          Json::parse(R"({"x": {"b": null, "d": "e"}})")),
            "[a]\nx = { c = 2, d = \"e\" }\n");
}

TEST(SettingsText, TextsAreEscaped) {
  const Json odd = "\"\\ \n\t\x01 \x7f \xc3\xa4";
  const std::string text = with_settings("", {"a"}, Json{{"n", odd}});
  EXPECT_EQ(text, "[a]\nn = \"\\\"\\\\ \\n\\t\\u0001 \\u007f \xc3\xa4\"\n");
}

TEST(SettingsText, WhatCannotBeChangedSafelyIsRefused) {
  const auto refused = [](const std::string& text, const std::string& patch) {
    try {
      return with_settings(text, {"a"}, Json::parse(patch));
    } catch (const base::Error& error) {
      return std::string(error.what());
    }
  };
  EXPECT_THAT(refused("[[a.x]]\nb = 1\n[[a.x]]\nb = 2\n", R"({"x": [{"b": 3}]})"),
              testing::HasSubstr("The setting a.x is written in app.toml in a way"));
  EXPECT_THAT(refused("[a.x]\nb = 1\n", R"({"x": null})"), testing::HasSubstr("a.x"));
  EXPECT_THAT(refused("[a]\n", R"({"x": [null]})"), testing::HasSubstr("a.x"));
  EXPECT_THAT(refused("[a]\n", R"({"x": 18446744073709551615})"), testing::HasSubstr("a.x"));
  EXPECT_THAT(refused("[a]\nb = \n", R"({"x": 1})"), testing::HasSubstr("app.toml:2:"));
}

}  // namespace
}  // namespace carboy::core::host
