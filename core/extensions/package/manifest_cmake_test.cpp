// The manifest is checked twice: by CMake while an extension is built, and by the host. These tests
// make both judge the same texts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/testing/shell_command.h"
#include "core/base/testing/temporary_folder.h"
#include "core/extensions/package/manifest.h"

namespace carboy::core::extensions {
namespace {

using base::TemporaryFolder;
using testing::HasSubstr;

// CMake's message about each text; "" if it accepts the text.
std::vector<std::string> judged_by_cmake(const std::vector<std::string>& texts) {
  const TemporaryFolder folder;
  std::string script = "include(" CARBOY_SDK_CMAKE "/CarboyManifest.cmake)\n";
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string number = std::to_string(i);
    folder.write(number + ".json", texts[i]);
    script += "carboy_check_manifest(" + (folder / (number + ".json")).string() + " shop result)\n";
    script += "file(WRITE " + (folder / (number + ".txt")).string() + " \"${result}\")\n";
  }
  const auto file = folder.write("judge.cmake", script);
  const auto run = base::run(CARBOY_CMAKE_COMMAND " -P " + file.string());
  EXPECT_EQ(run.output, "");
  std::vector<std::string> verdicts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    verdicts.push_back(base::read_file(folder / (std::to_string(i) + ".txt")));
  }
  return verdicts;
}

std::string judged_by_the_host(const std::string& text) {
  try {
    Manifest::parse(text);
  } catch (const ManifestError& error) {
    return error.what();
  }
  return "";
}

std::string cmake_manifest_with(const std::string& more) {
  return R"({"name": "shop", "version": "1.0.0", "sdk": "^1.0", )" + more + "}";
}

std::string versioned(const std::string& version, const std::string& sdk) {
  return R"({"name": "shop", "version": ")" + version + R"(", "sdk": ")" + sdk + "\"}";
}

TEST(ManifestInCMake, IsJudgedAsByTheHost) {
  std::vector<std::string> texts{
      cmake_manifest_with(
          R"("summary": "A shop; with [brackets], \"quotes\" and \\ backslashes // no comment")"),
      cmake_manifest_with(R"("requires": {"sql": "^1"}, "optional": {"mail": ">=1 <3 || 4.x"})"),
      cmake_manifest_with(R"("requires": {"sql": "~>1"})"),
      cmake_manifest_with(R"("requires": {"Sql": "^1"})"),
      cmake_manifest_with(R"("requires": {"sql": 1})"),
      cmake_manifest_with(R"("requires": [])"),
      cmake_manifest_with(
          R"("conflicts": {"sql": "<2"}, "contact": "a@b.c", "homepage": "https://x.org")"),
      cmake_manifest_with(R"("provides": {"shop.Cart": "1.0"})"),
      cmake_manifest_with(R"("provides": {"shop.cart": "1.0"})"),
      cmake_manifest_with(R"("provides": {"shop.Cart": "1"})"),
      cmake_manifest_with(
          R"("contributes": {"admin.Card": "1.0"}, "uses": {"carboy.Access": "1.2"})"),
      cmake_manifest_with(R"("contributes": {"admin.card": "1.0"})"),
      cmake_manifest_with(R"("contributes": {"admin.Card": "one"})"),
      cmake_manifest_with(R"("contributes": ["admin.Card"])"),
      cmake_manifest_with(R"("contribute": {"admin.Card": "1.0"})"),
      cmake_manifest_with(
          R"("provides": {"shop.Cart": "1.0"}, "contributes": {"shop.Cart": "1.0"})"),
      cmake_manifest_with(R"("provides": {"shop.Cart": "1.0"}, "uses": {"shop.Cart": "1.0"})"),
      cmake_manifest_with(R"("uses": {"carboy.Access": "^1"})"),
      cmake_manifest_with(R"("uses": {"login": "1.0"})"),
      cmake_manifest_with(R"("defines": {"shop.refund": "Pay money back"})"),
      cmake_manifest_with(R"("defines": {"shop.Refund": "Pay money back"})"),
      cmake_manifest_with(R"("defines": {"other.refund": "Pay money back"})"),
      cmake_manifest_with(R"("defines": {"shop.refund": ""})"),
      cmake_manifest_with(R"("defines": {"shop.refund": 5})"),
      cmake_manifest_with(R"("defines": {"shop.refund": "two\nlines"})"),
      cmake_manifest_with(R"("defines": ["shop.refund"])"),
      cmake_manifest_with(R"("unload": "restart")"),
      cmake_manifest_with(R"("unload": "never")"),
      cmake_manifest_with(R"("permissions": ["routes:/shop"])"),
      cmake_manifest_with(R"("permissions": ["shop"])"),
      cmake_manifest_with(R"("permissions": "routes:/shop")"),
      cmake_manifest_with(R"("summary": 5)"),
      cmake_manifest_with(R"("sumary": "x")"),
      cmake_manifest_with(R"("$schema": "x")"),
      cmake_manifest_with(
          R"("config": {"properties": {"size": {"type": "integer", "default": 5}}})"),
      cmake_manifest_with(R"("config": {"properties": {"size": {"type": "integr"}}})"),
      cmake_manifest_with(R"("config": {"properties": {"size": {}}})"),
      cmake_manifest_with(R"("config": {"properties": {"Size": {"type": "integer"}}})"),
      cmake_manifest_with(R"("config": {"properties": {"a__b": {"type": "integer"}}})"),
      cmake_manifest_with(
          R"("config": {"properties": {"size": {"type": "integer", "minimun": 5}}})"),
      cmake_manifest_with(R"("config": {"properties": {"a": {"type": "array"}}})"),
      cmake_manifest_with(
          R"("config": {"properties": {"a": {"type": "array", "items": {"type": "string"}}}})"),
      cmake_manifest_with(
          R"("config": {"properties": {"a": {"items": {"properties": {"b": {"anyOf": []}}}}}})"),
      cmake_manifest_with(
          R"("config": {"properties": {"a": {"properties": {"b": {"enum": [1, 2]}}}}})"),
      cmake_manifest_with(R"("config": {"properties": {"a": {"type": "object"}}})"),
      cmake_manifest_with(R"("config": 5)"),
      "",
      "{",
      "[]",
      "0",
      "\"shop\"",
      "{}",
      versioned("1.0.0", "^1.0") + " x",
      versioned("1.0.0", "^1.0") + "{}",
      "// comment\n" + versioned("1.0.0", "^1.0"),
      R"({"name": "shop", "version": "1.0.0", "sdk": "^1.0",})",
      R"({"name": "shop", "version": "1.0.0", "sdk": "^1.0", "name": "shop"})",
      R"({"name": "shop", "version": "1.0.0", "sdk": "^1.0", "requires": {"a": "1", "a": "1"}})",
      R"({"name": "Shop", "version": "1.0.0", "sdk": "^1.0"})",
  };
  for (const char* version : {"1.0", "v1.0.0", "01.0.0", "1.0.0-rc.1", "1.0.0-01", "1.0.0-a..b",
                              "1.0.0+b-1", "1.0.0+", "1.0.0-", "1.0.0-0a", "", "1.0.0.0"}) {
    texts.push_back(versioned(version, "*"));
  }
  for (const char* range :
       {"^1",  "~1.2",      ">=1  <3",   "1.x", "1.x.x", "x",     "=1.2.3", "1.2.3-rc.1", "",
        " ",   "^",         ">=1 <",     "||",  "1 ||",  "1 | 2", "1.x.3",  "01",         ">= 1",
        "=>1", "1.2.3.4",   "1.2.3 - 2", "1+b", " 1",    "1 ",    "1.2-rc", ">*",         "<=x",
        "^x",  "1,2",       "latest",    "1.",  ".1",    "1..2",  "1.xx",   "1.1x",       "1.x1",
        "x.1", "1.2.3-a;b", "<1||>2",    "1.*", "~x.x"}) {
    texts.push_back(versioned("1.0.0", range));
  }
  const std::vector<std::string> verdicts = judged_by_cmake(texts);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string host = judged_by_the_host(texts[i]);
    EXPECT_EQ(verdicts[i].empty(), host.empty())
        << texts[i] << "\nCMake: " << verdicts[i] << "\nhost: " << host;
  }
}

TEST(ManifestInCMake, NamesTheField) {
  const auto verdicts = judged_by_cmake(
      {R"({"name": "stop", "version": "1.0", "sdk": ">=1 <", "sumary": "x", "requires": {"sql": 1}})",
       "{\"name\": \"shop\",\n \"version\": }",
       cmake_manifest_with(R"("config": {"properties": {"a": {}}})")});
  EXPECT_EQ(
      verdicts[0],
      "  sumary: no such key. Did you mean \"summary\"?\n"
      "  name: is \"stop\", but the file is built as \"shop\" (carboy_add_extension); the two "
      "must agree\n"
      "  version: \"1.0\" is not a version. A version is MAJOR.MINOR.PATCH, such as 1.0.0 or "
      "1.0.0-rc.1.\n"
      "  sdk: \">=1 <\" is not a range of versions, such as \"^1.0\" or \">=1.2 <3\"\n"
      "  requires.sql: \"1\" is not a range of versions, such as \"^1.0\" or \">=1.2 <3\"\n");
  EXPECT_THAT(verdicts[1], HasSubstr("is not valid JSON: * Line 2"));
  EXPECT_EQ(verdicts[2], "  config.properties.a.type: is missing\n");
}

}  // namespace
}  // namespace carboy::core::extensions
