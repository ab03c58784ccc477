#include "core/extensions/resolve/resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace carboy::core::extensions {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Version kHost = Version::parse("1.0.0");

// The installed extensions, with manifests that contain only what a test needs.
class World {
 public:
  World& add(const std::string& name, const std::string& version, const std::string& more = "",
             const std::string& sdk = "^1.0") {
    InstalledExtension one;
    one.name = name;
    one.path = "extensions/" + name + ".so";
    one.manifest = std::make_shared<const Manifest>(
        Manifest::parse("{\"name\": \"" + name + "\", \"version\": \"" + version +
                        "\", \"sdk\": \"" + sdk + "\"" + (more.empty() ? "" : ", " + more) + "}"));
    one.built_with = Version::parse("1.0.0");
    available_.push_back(std::move(one));
    return *this;
  }
  World& add_broken(const std::string& name, const std::string& reason) {
    InstalledExtension one;
    one.name = name;
    one.path = "extensions/" + name + ".so";
    one.refusal = one.path + " " + reason;
    available_.push_back(std::move(one));
    return *this;
  }
  World& built_with(const std::string& sdk) {
    available_.back().built_with = Version::parse(sdk);
    return *this;
  }
  Resolution resolve(const std::vector<std::string>& enabled, const Version& host = kHost) const {
    return extensions::resolve(enabled, available_, host, choices);
  }
  std::string report(const std::vector<std::string>& enabled, const Version& host = kHost) const {
    const Resolution resolution = resolve(enabled, host);
    EXPECT_FALSE(resolution.ok());
    return resolution.report("Cannot start bookshop");
  }

  ServiceChoices choices;

 private:
  std::vector<InstalledExtension> available_;
};

TEST(Resolver, StartsDependenciesFirst) {
  World world;
  world.add("sql", "1.2.0")
      .add("forms", "1.0.0")
      .add("admin", "1.4.0", R"("requires": {"login": "^1", "sql": "^1"})");
  world.add("login", "1.0.0", R"("requires": {"sql": "^1.0", "forms": "^1.0"})")
      .add("mail", "1.0.0");
  EXPECT_THAT(world.resolve({"admin", "mail", "login", "forms", "sql"}).order,
              ElementsAre("forms", "sql", "login", "admin", "mail"));
  EXPECT_THAT(world.resolve({"sql", "forms", "login", "admin", "mail"}).order,
              ElementsAre("sql", "forms", "login", "admin", "mail"));
  EXPECT_THAT(world.resolve({"mail", "sql", "mail"}).order, ElementsAre("mail", "sql"));
  EXPECT_THAT(world.resolve({}).order, ElementsAre());
}

TEST(Resolver, StartsOptionalOnesFirstToo) {
  World world;
  world.add("shop", "1.0.0", R"("optional": {"mail": "^1.0"})").add("mail", "1.0.0");
  EXPECT_THAT(world.resolve({"shop", "mail"}).order, ElementsAre("mail", "shop"));
  EXPECT_THAT(world.resolve({"shop"}).order, ElementsAre("shop"));
}

// The example of the documentation.
TEST(Resolver, ReportsEverythingAtOnce) {
  World world;
  const std::string contact = R"("contact": "carboy-extensions@example.org")";
  world.add("sql", "1.1.3").add("admin", "1.4.0", R"("requires": {"sql": ">=1.2"})");
  world.add("mail", "1.0.0", R"("requires": {"tasks": "^1.0"}, )" + contact);
  world.add("tasks", "1.0.0", R"("requires": {"mail": "^1.0"}, )" + contact);
  EXPECT_EQ(world.report({"sql", "admin", "mail", "tasks"}),
            "Cannot start bookshop: 2 requirements are not met.\n"
            "\n"
            "  admin 1.4.0 needs sql >=1.2; installed is sql 1.1.3 (extensions/sql.so).\n"
            "      carboy ext install sql-1.2.0.so      or   carboy ext disable admin\n"
            "  mail 1.0.0 and tasks 1.0.0 need each other (mail -> tasks -> mail).\n"
            "      One of the two must drop its requirement; both name "
            "carboy-extensions@example.org as contact.\n");
}

TEST(Resolver, GroupsExtensionsThatNeedTheSame) {
  World world;
  world.add("sql", "1.1.3").add("admin", "1.4.0", R"("requires": {"sql": ">=1.2"})");
  world.add("shop", "2.0.0", R"("requires": {"sql": ">=1.2"})");
  world.add("blog", "1.0.0", R"("requires": {"sql": "^1.4"})");
  world.add("wiki", "1.0.0", R"("requires": {"sql": "^1.0"})");
  EXPECT_EQ(
      world.report({"sql", "admin", "shop", "blog", "wiki"}),
      "Cannot start bookshop: 1 requirement is not met.\n"
      "\n"
      "  admin 1.4.0 and shop 2.0.0 need sql >=1.2, blog 1.0.0 needs sql ^1.4; installed is "
      "sql 1.1.3 (extensions/sql.so).\n"
      "      carboy ext install sql-1.4.0.so      or   carboy ext disable admin && carboy ext "
      "disable shop && carboy ext disable blog\n");
}

TEST(Resolver, ReportsAVersionThatIsTooNew) {
  World world;
  world.add("sql", "3.0.0").add("admin", "1.4.0", R"("requires": {"sql": "<3"})");
  EXPECT_THAT(world.report({"sql", "admin"}),
              HasSubstr("  admin 1.4.0 needs sql <3; installed is sql 3.0.0 (extensions/sql.so).\n"
                        "      carboy ext install a sql that is <3      or   carboy ext disable "
                        "admin\n"));
}

TEST(Resolver, ReportsRangesThatExcludeEachOther) {
  World world;
  world.add("sql", "1.0.0").add("a", "1.0.0", R"("requires": {"sql": "^2"})");
  world.add("b", "1.0.0", R"("requires": {"sql": "^1"})");
  EXPECT_THAT(
      world.report({"sql", "a", "b"}),
      HasSubstr("carboy ext install a sql that is ^2 and ^1      or   carboy ext disable a\n"));
}

TEST(Resolver, ReportsWhatIsMissing) {
  World world;
  world.add("admin", "1.4.0", R"("requires": {"sql": ">=1.2"})").add("caching", "1.0.0");
  EXPECT_EQ(world.report({"admin", "cachng"}),
            "Cannot start bookshop: 2 requirements are not met.\n"
            "\n"
            "  cachng is enabled, but it is not installed. Did you mean \"caching\"?\n"
            "      carboy ext install cachng.so      or   carboy ext disable cachng\n"
            "  admin 1.4.0 needs sql >=1.2; it is not installed.\n"
            "      carboy ext install sql-1.2.0.so && carboy ext enable sql      or   carboy ext "
            "disable admin\n");
}

TEST(Resolver, ReportsAMissingOneOnce) {
  World world;
  world.add("admin", "1.4.0", R"("requires": {"sql": ">=1.2"})");
  EXPECT_EQ(world.report({"sql", "admin"}),
            "Cannot start bookshop: 1 requirement is not met.\n"
            "\n"
            "  sql is enabled, but it is not installed. admin 1.4.0 needs it.\n"
            "      carboy ext install sql.so      or   carboy ext disable sql\n");
}

TEST(Resolver, ReportsWhatIsNotEnabled) {
  World world;
  world.add("sql", "1.2.0").add("admin", "1.4.0", R"("requires": {"sql": ">=1.2"})");
  EXPECT_THAT(
      world.report({"admin"}),
      HasSubstr("  admin 1.4.0 needs sql >=1.2; sql 1.2.0 (extensions/sql.so) is installed, "
                "but not enabled.\n"
                "      carboy ext enable sql      or   carboy ext disable admin\n"));
  World old;
  old.add("sql", "1.1.3").add("admin", "1.4.0", R"("requires": {"sql": ">=1.2"})");
  EXPECT_THAT(old.report({"admin"}),
              HasSubstr("installed is sql 1.1.3 (extensions/sql.so), which is not enabled either.\n"
                        "      carboy ext install sql-1.2.0.so && carboy ext enable sql      or   "
                        "carboy ext disable admin\n"));
}

TEST(Resolver, ReportsAFileThatCannotBeUsed) {
  World world;
  world.add_broken("sql", "is a script: it begins with #!.");
  world.add("admin", "1.4.0", R"("requires": {"sql": "*"})");
  EXPECT_EQ(world.report({"sql", "admin"}),
            "Cannot start bookshop: 1 requirement is not met.\n"
            "\n"
            "  extensions/sql.so is a script: it begins with #!. admin 1.4.0 needs it.\n"
            "      carboy ext disable sql\n");
  EXPECT_THAT(
      world.report({"admin"}),
      HasSubstr("  admin 1.4.0 needs sql; extensions/sql.so is a script: it begins with #!.\n"
                "      carboy ext install sql.so && carboy ext enable sql      or   carboy "
                "ext disable admin\n"));
}

TEST(Resolver, IndentsRefusalsOfSeveralLines) {
  World world;
  world.add_broken("sql", "has a bad manifest:\n  version: wrong");
  EXPECT_THAT(world.report({"sql"}),
              HasSubstr("  extensions/sql.so has a bad manifest:\n      version: wrong\n"));
}

TEST(Resolver, LeavesBrokenFilesAloneThatNobodyEnabled) {
  World world;
  world.add_broken("sql", "is empty.").add("shop", "1.0.0");
  EXPECT_TRUE(world.resolve({"shop"}).ok());
}

TEST(Resolver, ReportsAnOptionalOneThatDoesNotFit) {
  World world;
  world.add("mail", "1.0.0").add("shop", "2.0.0", R"("optional": {"mail": "^2.0"})");
  EXPECT_THAT(world.report({"mail", "shop"}),
              HasSubstr("  shop 2.0.0 can use mail, but only ^2.0; installed is mail 1.0.0 "
                        "(extensions/mail.so).\n"
                        "      carboy ext install mail-2.0.0.so      or   carboy ext disable mail"
                        "      or   carboy ext disable shop\n"));
  EXPECT_TRUE(world.resolve({"shop"}).ok());
}

TEST(Resolver, ReportsConflicts) {
  World world;
  world.add("caching", "1.0.0", R"("conflicts": {"rediscache": "<2"})");
  world.add("rediscache", "1.5.0", R"("conflicts": {"caching": "*"})");
  EXPECT_EQ(world.report({"caching", "rediscache"}),
            "Cannot start bookshop: 1 requirement is not met.\n"
            "\n"
            "  caching 1.0.0 conflicts with rediscache <2; enabled is rediscache 1.5.0 "
            "(extensions/rediscache.so).\n"
            "      carboy ext disable caching      or   carboy ext disable rediscache\n");
  World fine;
  fine.add("caching", "1.0.0", R"("conflicts": {"rediscache": "<2"})").add("rediscache", "2.0.0");
  EXPECT_TRUE(fine.resolve({"caching", "rediscache"}).ok());
  EXPECT_TRUE(world.resolve({"caching"}).ok());
}

TEST(Resolver, ReportsTwoProvidersOfOneService) {
  World world;
  world.add("caching", "1.0.0", R"("provides": {"caching.Cache": "1.0"})");
  world.add("rediscache", "1.0.0", R"("provides": {"caching.Cache": "1.2"})");
  world.add("newcache", "1.0.0", R"("provides": {"caching.Cache": "2.0"})");
  EXPECT_THAT(
      world.report({"caching", "rediscache", "newcache"}),
      HasSubstr("  caching 1.0.0 and rediscache 1.0.0 both provide the service caching.Cache; "
                "one service has one provider.\n"
                "      [app] provide = { \"caching.Cache\" = \"caching\" }"
                "      or   carboy ext disable caching      or   carboy ext disable rediscache\n"));
  EXPECT_TRUE(world.resolve({"caching", "newcache"}).ok());
}

TEST(Resolver, AChoiceDecidesWhoProvidesAService) {
  World world;
  world.add("login", "1.0.0", R"("provides": {"carboy.Access": "1.0"})");
  world.add("ldap", "2.0.0", R"("provides": {"carboy.Access": "1.1", "ldap.Server": "1.0"})");
  world.add("admin", "1.0.0", R"("uses": {"carboy.Access": "1.1"})");
  world.choices = {{"carboy.Access", "ldap"}};
  EXPECT_THAT(world.resolve({"admin", "login", "ldap"}).order,
              ElementsAre("ldap", "admin", "login"));
  world.choices = {{"carboy.Access", "login"}};
  EXPECT_THAT(world.report({"admin", "login", "ldap"}),
              HasSubstr("  admin 1.0.0 uses the service carboy.Access 1.1; login 1.0.0 provides "
                        "carboy.Access 1.0.\n"
                        "      carboy ext install another version of login      or   carboy ext "
                        "disable admin\n"));
  world.choices = {{"carboy.Access", "ldpa"}};
  EXPECT_THAT(world.report({"login", "ldap"}),
              HasSubstr("  [app] provide chooses ldpa for the service carboy.Access, which is not "
                        "enabled. Did you mean \"ldap\"?\n"
                        "      [app] provide = { \"carboy.Access\" = \"login\" }\n"));
  world.choices = {{"carboy.Acess", "ldap"}};
  EXPECT_THAT(world.report({"ldap"}),
              HasSubstr("chooses ldap for the service carboy.Acess, which does not provide it. Did "
                        "you mean \"carboy.Access\"?\n"
                        "      Remove \"carboy.Acess\" from [app] provide.\n"));
}

TEST(Resolver, TheChosenOneIsLeftOutByNobody) {
  World world;
  const Manifest login = Manifest::parse(
      R"({"name": "login", "version": "1.0.0", "sdk": "^1.0",
          "provides": {"carboy.Access": "1.0", "carboy.Audit": "1.0"}})");
  EXPECT_THAT(left_out(login, {{"carboy.Access", "ldap"}, {"carboy.Audit", "login"}}),
              ElementsAre("carboy.Access"));
  EXPECT_THAT(left_out(login, {}), ElementsAre());
}

TEST(Resolver, AServiceThatIsUsedHasAProvider) {
  World world;
  world.add("admin", "1.0.0", R"("uses": {"carboy.Identity": "1.0"})");
  world.add("login", "1.0.0", R"("provides": {"carboy.Identity": "1.0"})");
  world.add("panel", "1.0.0", R"("uses": {"carboy.Identty": "1.0"})");
  EXPECT_THAT(world.resolve({"admin", "login"}).order, ElementsAre("login", "admin"));
  EXPECT_EQ(world.report({"admin"}),
            "Cannot start bookshop: 1 requirement is not met.\n"
            "\n"
            "  admin 1.0.0 uses the service carboy.Identity 1.0, which no enabled extension "
            "provides; login 1.0.0 (extensions/login.so) does.\n"
            "      carboy ext enable login      or   carboy ext disable admin\n");
  EXPECT_THAT(world.report({"panel"}),
              HasSubstr("  panel 1.0.0 uses the service carboy.Identty 1.0, which no installed "
                        "extension provides. Did you mean \"carboy.Identity\"?\n"
                        "      carboy ext install an extension that provides carboy.Identty 1.0"
                        "      or   carboy ext disable panel\n"));
  world.add("directory", "1.0.0", R"("provides": {"carboy.Identity": "2.0"})");
  EXPECT_THAT(world.report({"admin", "directory"}),
              HasSubstr("admin 1.0.0 uses the service carboy.Identity 1.0; directory 1.0.0 "
                        "provides carboy.Identity 2.0."));
}

TEST(Resolver, ReportsAServiceWithOneProviderAndMany) {
  World world;
  world.add("admin", "1.0.0", R"("provides": {"admin.Card": "1.0"})");
  world.add("stock", "1.0.0", R"("contributes": {"admin.Card": "1.0"})");
  world.add("sales", "1.0.0", R"("contributes": {"admin.Card": "1.0"})");
  EXPECT_TRUE(world.resolve({"stock", "sales"}).ok());
  EXPECT_THAT(
      world.report({"admin", "stock"}),
      HasSubstr("  stock 1.0.0 contributes to the service admin.Card, which admin 1.0.0 provides "
                "as its only provider; a service has either one provider or many.\n"
                "      carboy ext disable stock      or   carboy ext disable admin\n"));
}

TEST(Resolver, WhatIsUsedTakesPartInCycles) {
  World world;
  world.add("login", "1.0.0",
            R"("optional": {"admin": "*"}, "provides": {"carboy.Identity": "1.0"})");
  world.add("admin", "1.0.0", R"("uses": {"carboy.Identity": "1.0"})");
  EXPECT_THAT(world.report({"admin", "login"}),
              HasSubstr("need each other (admin -> login -> admin)."));
}

TEST(Resolver, ReportsLongerCycles) {
  World world;
  world.add("a", "1.0.0", R"("requires": {"b": "*"}, "contact": "a@example.org")");
  world.add("b", "1.0.0", R"("requires": {"c": "*"})");
  world.add("c", "1.0.0", R"("optional": {"a": "*"}, "contact": "c@example.org")");
  EXPECT_THAT(world.report({"c", "b", "a"}),
              HasSubstr("  c 1.0.0, a 1.0.0 and b 1.0.0 need each other (c -> a -> b -> c).\n"
                        "      One of the three must drop its requirement; c names c@example.org "
                        "and a names a@example.org as contact.\n"));
}

TEST(Resolver, ReportsAnotherSdk) {
  World world;
  world.add("admin", "2.0.0", "", "^1.4");
  EXPECT_THAT(
      world.report({"admin"}),
      HasSubstr("  admin 2.0.0 needs SDK ^1.4; this host has 1.0.0.\n"
                "      upgrade Carboy to 1.4.0 or later      or   carboy ext disable admin\n"));
  EXPECT_TRUE(world.resolve({"admin"}, Version::parse("1.4.2")).ok());
  EXPECT_THAT(world.report({"admin"}, Version::parse("2.0.0")),
              HasSubstr("  admin 2.0.0 needs SDK ^1.4; this host has 2.0.0.\n"
                        "      carboy ext install a later version of admin      or   carboy ext "
                        "disable admin\n"));
  EXPECT_TRUE(world.resolve({"admin"}, Version::parse("1.5.0-rc.1")).ok());
}

TEST(Resolver, ReportsOneBuiltWithANewerSdk) {
  World world;
  world.add("admin", "2.0.0").built_with("1.2.0");
  EXPECT_THAT(
      world.report({"admin"}),
      HasSubstr("  admin 2.0.0 is built with SDK 1.2.0; this host has 1.0.0.\n"
                "      upgrade Carboy to 1.2.0 or later      or   carboy ext disable admin\n"));
  EXPECT_TRUE(world.resolve({"admin"}, Version::parse("1.2.0")).ok());
  EXPECT_TRUE(world.resolve({"admin"}, Version::parse("1.9.0")).ok());
  World patch;
  patch.add("admin", "2.0.0").built_with("1.0.7");
  EXPECT_TRUE(patch.resolve({"admin"}).ok());
}

TEST(Resolver, ReportsKindsAndExtensions) {
  World world;
  world.add("a", "1.0.0", R"("requires": {"none": "*"})").add_broken("b", "is empty.");
  const Resolution resolution = world.resolve({"a", "b", "c"});
  std::vector<std::pair<Problem::Kind, std::string>> found;
  for (const Problem& one : resolution.problems) found.emplace_back(one.kind, one.extension);
  EXPECT_THAT(found, ElementsAre(std::pair(Problem::Kind::refused, "b"),
                                 std::pair(Problem::Kind::missing, "c"),
                                 std::pair(Problem::Kind::missing, "a")));
  EXPECT_THAT(resolution.order, ElementsAre());
}

}  // namespace
}  // namespace carboy::core::extensions
