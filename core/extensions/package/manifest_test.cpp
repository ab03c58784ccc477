#include "core/extensions/package/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/testing/temporary_folder.h"

namespace carboy::core::extensions {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using testing::UnorderedElementsAre;

std::vector<Mistake> mistakes_of(const std::string& text) {
  try {
    Manifest::parse(text);
  } catch (const ManifestError& error) {
    return error.mistakes();
  }
  return {};
}

// A manifest without mistakes, with `more` added to it.
std::string manifest_with(const std::string& more) {
  return R"({"name": "shop", "version": "1.0.0", "sdk": "^1.0")" +
         (more.empty() ? "" : ", " + more) + "}";
}

std::string text_of(const std::string& more, const std::string& field) {
  for (const Mistake& one : mistakes_of(manifest_with(more))) {
    if (one.field == field) return one.text;
  }
  return "no mistake in " + field;
}

TEST(Manifest, ReadsEverything) {
  const Manifest manifest =
      Manifest::parse(base::read_file(CARBOY_FIXTURE_SOURCES "/guestbook/extension.json"));
  EXPECT_EQ(manifest.name, "guestbook");
  EXPECT_EQ(manifest.version.to_string(), "1.3.0");
  EXPECT_EQ(manifest.summary, "Visitors leave a line");
  EXPECT_EQ(manifest.license, "MIT");
  EXPECT_EQ(manifest.sdk.to_string(), "^1.0");
  ASSERT_EQ(manifest.requirements.size(), 2U);
  EXPECT_EQ(manifest.requirements[0].name, "sql");
  EXPECT_EQ(manifest.requirements[0].range.to_string(), "^1.0");
  EXPECT_EQ(manifest.requirements[1].name, "forms");
  ASSERT_EQ(manifest.optional.size(), 1U);
  EXPECT_EQ(manifest.optional[0].name, "mail");
  ASSERT_EQ(manifest.provides.size(), 1U);
  EXPECT_EQ(manifest.provides[0].id, "guestbook.Entries");
  EXPECT_EQ(manifest.provides[0].major, 1U);
  EXPECT_EQ(manifest.provides[0].minor, 0U);
  EXPECT_EQ(manifest.unload, Manifest::Unload::supported);
  EXPECT_THAT(manifest.permissions, ElementsAre("routes:/guestbook", "tables:own"));
  EXPECT_EQ(manifest.config.with_defaults(OrderedJson::object()), (OrderedJson{{"page_size", 20}}));
}

TEST(Manifest, NeedsOnlyNameVersionAndSdk) {
  const Manifest manifest = Manifest::parse(manifest_with(""));
  EXPECT_EQ(manifest.name, "shop");
  EXPECT_THAT(manifest.requirements, IsEmpty());
  EXPECT_THAT(manifest.config.validate(OrderedJson::object()), IsEmpty());
  EXPECT_EQ(manifest.config.validate(OrderedJson{{"any", 1}}).size(), 1U);
  EXPECT_THAT(mistakes_of("{}"),
              UnorderedElementsAre(Mistake{"name", "is missing"}, Mistake{"version", "is missing"},
                                   Mistake{"sdk", "is missing"}));
}

TEST(Manifest, ReadsTheRest) {
  const Manifest manifest = Manifest::parse(
      manifest_with(R"("homepage": "https://example.org", "contact": "shop@example.org",
              "conflicts": {"other": "<2"}, "unload": "restart")"));
  EXPECT_EQ(manifest.homepage, "https://example.org");
  EXPECT_EQ(manifest.contact, "shop@example.org");
  ASSERT_EQ(manifest.conflicts.size(), 1U);
  EXPECT_EQ(manifest.conflicts[0].range.to_string(), "<2");
  EXPECT_EQ(manifest.unload, Manifest::Unload::restart);
}

TEST(Manifest, ReadsServicesAndPermissions) {
  const Manifest manifest = Manifest::parse(manifest_with(
      R"("contributes": {"admin.Card": "1.2"}, "uses": {"carboy.Identity": "1.0"},
         "defines": {"shop.refund": "Pay money back"})"));
  ASSERT_EQ(manifest.contributes.size(), 1U);
  EXPECT_EQ(manifest.contributes[0].id, "admin.Card");
  EXPECT_EQ(manifest.contributes[0].minor, 2U);
  ASSERT_EQ(manifest.uses.size(), 1U);
  EXPECT_EQ(manifest.uses[0].id, "carboy.Identity");
  ASSERT_EQ(manifest.defines.size(), 1U);
  EXPECT_EQ(manifest.defines[0].name, "shop.refund");
  EXPECT_EQ(manifest.defines[0].meaning, "Pay money back");
}

TEST(Manifest, ChecksServicesAndPermissions) {
  EXPECT_THAT(text_of(R"("contributs": {})", "contributs"),
              HasSubstr("no such key. Did you mean \"contributes\"?"));
  EXPECT_THAT(text_of(R"("contributes": ["admin.Card"])", "contributes"),
              HasSubstr("must be an object, not an array"));
  EXPECT_THAT(text_of(R"("contributes": {"admin.card": "1.0"})", "contributes.admin.card"),
              HasSubstr("is not a service id"));
  EXPECT_THAT(text_of(R"("uses": {"carboy.Identity": "^1"})", "uses.carboy.Identity"),
              HasSubstr("must be the interface's version as \"MAJOR.MINOR\""));
  EXPECT_THAT(text_of(R"("provides": {"shop.Cart": "1.0"}, "contributes": {"shop.Cart": "1.0"})",
                      "contributes.shop.Cart"),
              HasSubstr("is under provides, too; a service has either one provider or many"));
  EXPECT_THAT(text_of(R"("provides": {"shop.Cart": "1.0"}, "uses": {"shop.Cart": "1.0"})",
                      "uses.shop.Cart"),
              HasSubstr("is under provides, too"));
  EXPECT_THAT(text_of(R"("defines": {"other.refund": "x"})", "defines.other.refund"),
              HasSubstr("is not the name of a permission, such as \"shop.moderate\""));
  EXPECT_THAT(text_of(R"("defines": {"shop.refund": 1})", "defines.shop.refund"),
              HasSubstr("must be a string that says what it allows, not an integer"));
  EXPECT_THAT(text_of(R"("defines": {"shop.refund": ""})", "defines.shop.refund"),
              HasSubstr("must not be empty"));
}

TEST(Manifest, ReportsAllMistakesAtOnce) {
  const char* const text = R"({"name": "Shop", "version": "1.0", "sdk": ">=1 <", "sumary": "x",
                               "requires": {"sql": 1, "forms": "^x.1"}, "permissions": "all"})";
  std::vector<std::string> fields;
  for (const Mistake& one : mistakes_of(text)) fields.push_back(one.field);
  EXPECT_THAT(fields, UnorderedElementsAre("name", "version", "sdk", "sumary", "requires.sql",
                                           "requires.forms", "permissions"));
  try {
    Manifest::parse(text);
    FAIL() << "was taken";
  } catch (const ManifestError& error) {
    EXPECT_THAT(error.what(), StartsWith("has 7 mistakes:\n  sumary: no such key. Did you mean "
                                         "\"summary\"?\n  name: \"Shop\" is not a name: "));
  }
}

TEST(Manifest, RefusesWhatIsNotAJsonObject) {
  EXPECT_THAT(mistakes_of("{"), ElementsAre(testing::Field(&Mistake::text, HasSubstr("JSON"))));
  EXPECT_THAT(mistakes_of("[]"), ElementsAre(Mistake{"", "must be a JSON object, not an array"}));
  EXPECT_THAT(mistakes_of(""), testing::SizeIs(1));
  EXPECT_THAT(mistakes_of(R"({"name": "a", "name": "b"})"),
              ElementsAre(Mistake{"", "has the name \"name\" twice in one object"}));
}

TEST(Manifest, ChecksNames) {
  for (const char* name : {"a", "a1", "a_b", "guestbook2"}) EXPECT_TRUE(is_extension_name(name));
  for (const char* name : {"", "A", "1a", "_a", "a-b", "a.b", "a b", "\xc3\xa4", "a/b", ".."}) {
    EXPECT_FALSE(is_extension_name(name)) << name;
  }
  EXPECT_TRUE(is_extension_name(std::string(64, 'a')));
  EXPECT_FALSE(is_extension_name(std::string(65, 'a')));
}

TEST(Manifest, ChecksTypes) {
  EXPECT_EQ(text_of(R"("summary": 5)", "summary"), "must be a string, not an integer");
  EXPECT_EQ(text_of(R"("requires": [])", "requires"), "must be an object, not an array");
  EXPECT_EQ(text_of(R"("requires": {"sql": 1.5})", "requires.sql"),
            "must be a range of versions such as \"^1.0\", not a number");
  EXPECT_EQ(text_of(R"("permissions": {})", "permissions"), "must be an array, not an object");
  EXPECT_EQ(text_of(R"("permissions": [true])", "permissions[0]"),
            "must be a string, not a boolean");
  EXPECT_EQ(text_of(R"("config": null)", "config"), "must be an object, not null");
}

TEST(Manifest, ChecksTexts) {
  EXPECT_EQ(text_of(R"("summary": "")", "summary"), "must not be empty");
  EXPECT_EQ(text_of("\"summary\": \"" + std::string(301, 'a') + "\"", "summary"),
            "is longer than 300 bytes");
  for (const char* text : {"a\\nb", "a\\u001b[31m", "a\\u009b31m", "a\\u007f"}) {
    EXPECT_EQ(text_of("\"license\": \"" + std::string(text) + "\"", "license"),
              "must be one line without control characters");
  }
  EXPECT_EQ(text_of(R"("homepage": "ftp://example.org")", "homepage"),
            "must begin with https:// or http://");
}

TEST(Manifest, ChecksRequirements) {
  EXPECT_THAT(text_of(R"("requires": {"Sql": "^1"})", "requires.Sql"),
              HasSubstr("not the name of an extension"));
  EXPECT_EQ(text_of(R"("requires": {"shop": "^1"})", "requires.shop"),
            "an extension cannot name itself here");
  EXPECT_THAT(text_of(R"("conflicts": {"sql": "~>1"})", "conflicts.sql"),
              HasSubstr("is not a range of versions"));
  EXPECT_THAT(text_of(R"("requires": {"sql": "*"}, "optional": {"sql": "*"})", "optional.sql"),
              HasSubstr("is under requires"));
}

TEST(Manifest, ChecksServices) {
  for (const char* id : {"shop", "Shop.Cart", "shop.cart", "shop.", ".Cart", "shop.Cart.Item",
                         "shop.Cart-1", "a b.Cart"}) {
    EXPECT_THAT(text_of("\"provides\": {\"" + std::string(id) + "\": \"1.0\"}",
                        "provides." + std::string(id)),
                HasSubstr("is not a service id, such as \"shop.Entries\""));
  }
  for (const char* version : {"1", "1.0.0", "0.1", "01.0", "1.x", "", "1.", ".1", "9999999.0"}) {
    EXPECT_THAT(text_of("\"provides\": {\"shop.Cart\": \"" + std::string(version) + "\"}",
                        "provides.shop.Cart"),
                HasSubstr("MAJOR.MINOR"))
        << version;
  }
  EXPECT_THAT(mistakes_of(manifest_with(R"("provides": {"carboy.Mailer": "2.10"})")), IsEmpty());
}

TEST(Manifest, ChecksUnloadAndPermissions) {
  EXPECT_EQ(text_of(R"("unload": "never")", "unload"), "must be \"supported\" or \"restart\"");
  for (const char* one : {"routes", ":x", "routes:", "Routes:/x", "a b:c"}) {
    EXPECT_THAT(text_of("\"permissions\": [\"" + std::string(one) + "\"]", "permissions[0]"),
                HasSubstr("KIND:WHAT"));
  }
  EXPECT_EQ(text_of(R"("permissions": ["a:b", "a:b"])", "permissions[1]"), "is listed twice");
}

TEST(Manifest, ChecksTheSettings) {
  EXPECT_EQ(text_of(R"("config": {"properties": {"size": {"type": "integr"}}})",
                    "config.properties.size.type"),
            "must be one of null, boolean, integer, number, string, array, object. Did you mean "
            "\"integer\"?");
  EXPECT_EQ(text_of(R"("config": {"properties": {"size": {}}})", "config.properties.size.type"),
            "is missing");
  EXPECT_EQ(text_of(R"("config": {"type": "array", "items": {}})", "config.type"),
            "can only be \"object\"");
  EXPECT_EQ(text_of(R"("config": {})", "config.properties"),
            "is missing: an object must name its settings");
}

TEST(ManifestJson, IsStrict) {
  const auto refusal = [](const std::string& text) -> std::string {
    try {
      parse_strict_json(text);
    } catch (const base::Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(refusal("{\n  \"a\": tru\n}"),
            "is not valid JSON at line 2, column 11: invalid literal");
  EXPECT_THAT(refusal("{} x"), HasSubstr("line 1, column 4"));
  EXPECT_THAT(refusal("{\"a\": 1,}"), HasSubstr("line 1, column 9: unexpected '}'"));
  EXPECT_THAT(refusal("// comment\n{}"), HasSubstr("line 1"));
  EXPECT_THAT(refusal("{\"a\": \"\xff\"}"), HasSubstr("ill-formed UTF-8"));
  EXPECT_THAT(refusal("[1e999]"), HasSubstr("too large"));
  EXPECT_EQ(refusal(std::string(100'000, '[')), "is nested deeper than 32 levels");
  EXPECT_EQ(refusal(std::string(300'000, ' ')), "is larger than 256 KiB");
  EXPECT_EQ(refusal("{\"a\": {\"b\": 1, \"c\": {\"b\": 1}, \"b\": 2}}"),
            "has the name \"b\" twice in one object");
  std::string many = "{";
  for (int i = 0; i < 1001; ++i) many += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":0";
  EXPECT_EQ(refusal(many + "}"), "has an object with more than 1,000 members");
  EXPECT_EQ(refusal(std::string(32, '[') + std::string(32, ']')), "");
}

TEST(ManifestJson, MakesForeignTextHarmless) {
  EXPECT_EQ(visible("a\x1b[31mb\r\x7f\xc2\x9bz\nn"), "a?[31mb???z\nn");
  EXPECT_EQ(visible("Größe \xe2\x82\xac"), "Größe \xe2\x82\xac");
  EXPECT_EQ(visible("\xc2"), "\xc2");
  EXPECT_TRUE(is_one_line("Größe"));
  EXPECT_FALSE(is_one_line("a\nb"));
}

}  // namespace
}  // namespace carboy::core::extensions
