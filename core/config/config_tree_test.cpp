#include "core/config/config_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "core/base/testing/temporary_folder.h"

namespace carboy::core::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;

class ConfigTree : public testing::Test {
 protected:
  ConfigTree() { sources_.file = folder_ / "app.toml"; }

  void write(const std::string& name, const std::string& text, unsigned mode = 0600) const {
    folder_.write(name, text, std::filesystem::perms(mode));
  }
  AppConfig read(std::string text) {
    sources_.text = std::move(text);
    mistakes_.clear();
    return read_config(sources_, mistakes_);
  }
  std::string report() const { return mistakes_report("app.toml", mistakes_); }

  base::TemporaryFolder folder_;
  ConfigSources sources_;
  std::vector<ConfigMistake> mistakes_;
};

TEST_F(ConfigTree, TheEnvironmentOverridesTheFile) {
  sources_.environment = {{"CARBOY_APP__NAME", "shop"},
                          {"CARBOY_SERVER__WORKERS", "3"},
                          {"CARBOY_SERVER__BIND", "[\"127.0.0.1:1\"]"},
                          {"CARBOY_SQL__URL", "postgresql://a\"b\\c"},
                          {"CARBOY_SQL__POOL__SIZE", "5"},
                          {"CARBOY_SQL__QUOTED", "\"5\""},
                          {"CARBOY_SQL__TWO", "1\n[app]\nname = 2"},
                          {"CARBOY_PROFILE", "x"},
                          {"CARBOY___X", "x"},
                          {"HOME", "/root"}};
  const AppConfig config = read("[app]\nname = \"a\"\n[sql]\nurl = \"sqlite:x\"\necho = true\n");
  EXPECT_THAT(mistakes_, IsEmpty()) << report();
  EXPECT_EQ(config.name, "shop");
  EXPECT_EQ(config.server.workers, 3u);
  EXPECT_THAT(config.server.bind, ElementsAre("127.0.0.1:1"));
  EXPECT_EQ(config.settings.at("sql"), nlohmann::json({{"url", "postgresql://a\"b\\c"},
                                                       {"echo", true},
                                                       {"pool", {{"size", 5}}},
                                                       {"quoted", "5"},
                                                       {"two", "1\n[app]\nname = 2"}}));
}

TEST_F(ConfigTree, AMistakeInAVariableNamesIt) {
  sources_.environment = {{"CARBOY_SERVER__WORKERS", "many"}, {"CARBOY_SERVER__WORKRES", "2"}};
  read("[app]\n");
  EXPECT_THAT(report(),
              AllOf(HasSubstr("CARBOY_SERVER__WORKERS   [server] workers is a whole number"),
                    HasSubstr("Did you mean \"workers\"?")));
}

TEST_F(ConfigTree, AnOverriddenSettingOfAnExtensionIsWhereItsValueIs) {
  sources_.environment = {{"CARBOY_VISITORS__GREETING", "5"}};
  sources_.profile = "production";
  const AppConfig config = read(
      "[visitors]\ngreeting = \"Hello\"\npages = 1\n[profile.production.visitors]\npages = 2\n");
  EXPECT_EQ(config.positions.at("visitors").at("/greeting").source, "CARBOY_VISITORS__GREETING");
  EXPECT_EQ(config.positions.at("visitors").at("/pages").line, 5u);
}

TEST_F(ConfigTree, AProfileOverridesTheFile) {
  const std::string text =
      "[app]\nname = \"a\"\n[server]\nbind = [\"127.0.0.1:1\"]\nworkers = 2\n"
      "[profile.production.server]\nbind = [\"unix:/run/a.sock\"]\n";
  EXPECT_THAT(read(text).server.bind, ElementsAre("127.0.0.1:1"));
  sources_.profile = "production";
  const AppConfig config = read(text);
  EXPECT_THAT(mistakes_, IsEmpty());
  EXPECT_THAT(config.server.bind, ElementsAre("unix:/run/a.sock"));
  EXPECT_EQ(config.server.workers, 2u);
  sources_.profile = "prodution";
  read(text);
  EXPECT_THAT(mistakes_, IsEmpty());
  sources_.profile_is_required = true;
  read(text);
  EXPECT_THAT(report(),
              HasSubstr("there is no profile \"prodution\". Did you mean \"production\"?"));
}

TEST_F(ConfigTree, AFileOverridesTheFilesItIncludes) {
  write("more.toml", "[app]\nname = \"more\"\ninclude = [\"deep.toml\"]\n[server]\nworkers = 9\n");
  write("deep.toml", "[server]\nloops = 1\nworkers = 1\n");
  const AppConfig config = read("[app]\nname = \"a\"\ninclude = [\"more.toml\"]\n");
  EXPECT_THAT(mistakes_, IsEmpty()) << report();
  EXPECT_EQ(config.name, "a");
  EXPECT_EQ(config.server.workers, 9u);
  EXPECT_EQ(config.server.loops, 1u);
}

TEST_F(ConfigTree, AMistakeInAnIncludedFileNamesIt) {
  write("more.toml", "[server]\nworkers = 0\n");
  read("[app]\ninclude = [\"more.toml\", \"none.toml\", 5]\n");
  EXPECT_THAT(report(),
              AllOf(HasSubstr("more.toml:2:11"), HasSubstr("\"none.toml\" cannot be read"),
                    HasSubstr("app.toml:2:38")));
  write("more.toml", "[app]\ninclude = [\"more.toml\"]\n");
  read("[app]\ninclude = [\"more.toml\"]\n");
  EXPECT_THAT(report(), HasSubstr("\"more.toml\" includes itself"));
}

TEST_F(ConfigTree, ASyntaxErrorIsShownWithACaret) {
  read("[app]\nname = = 1\n");
  ASSERT_EQ(mistakes_.size(), 1u);
  EXPECT_THAT(mistakes_[0].remedy, HasSubstr("name = = 1\n       ^"));
  EXPECT_THAT(report(), HasSubstr("\n                 name = = 1\n"));
}

TEST_F(ConfigTree, SecretsComeFromTheVariableOrTheFile) {
  const std::string text =
      "[app]\nsecret_key = { env = \"SHOP_KEY\", file = \"secret.key\" }\n"
      "[mail]\npassword = { file = \"mail.key\" }\n";
  write("secret.key", "of the file\n");
  write("mail.key", "p\n\n");
  AppConfig config = read(text);
  EXPECT_THAT(mistakes_, IsEmpty()) << report();
  EXPECT_EQ(config.secret_key, "of the file");
  EXPECT_EQ(config.settings.at("mail").at("password"), "p\n");
  EXPECT_THAT(config.secrets, ElementsAre(Key("app.secret_key"), Key("mail.password")));
  EXPECT_EQ(place_of(config.values.at(0).at, "app.toml"), "app.toml:2:14");
  sources_.environment = {{"SHOP_KEY", "of the variable"}};
  config = read(text);
  EXPECT_EQ(config.secret_key, "of the variable");
}

TEST_F(ConfigTree, SecretsThatAreMissingOrOpenToOthers) {
  const std::string text = "[app]\nsecret_key = { env = \"SHOP_KEY\", file = \"secret.key\" }\n";
  read(text);
  EXPECT_THAT(report(), AllOf(HasSubstr("app.toml:2:14"),
                              HasSubstr("neither a variable SHOP_KEY nor a file secret.key"),
                              HasSubstr("chmod 600 secret.key")));
  write("secret.key", "x", 0644);
  read(text);
  EXPECT_THAT(report(), AllOf(HasSubstr("others than its owner can read or change secret.key"),
                              HasSubstr("chmod 600 secret.key")));
  std::filesystem::remove(folder_ / "secret.key");
  std::filesystem::create_directory(folder_ / "secret.key");
  ::chmod((folder_ / "secret.key").c_str(), 0700);
  read(text);
  EXPECT_THAT(report(), HasSubstr("secret.key cannot be read"));
}

TEST_F(ConfigTree, ATableThatOnlyLooksLikeASecret) {
  const AppConfig config = read("[x]\na = { env = 1 }\nb = { env = \"E\", other = 2 }\nc = {}\n");
  EXPECT_THAT(mistakes_, IsEmpty()) << report();
  EXPECT_THAT(config.secrets, IsEmpty());
  EXPECT_EQ(config.settings.at("x").at("b").at("env"), "E");
}

TEST_F(ConfigTree, ValuesHaveTheirSources) {
  sources_.environment = {{"CARBOY_SERVER__WORKERS", "3"}};
  const AppConfig config = read("[app]\nname = \"a\"\n");
  std::vector<std::string> all;
  for (const ConfigValue& value : config.values) {
    all.push_back(value.name + " " + value.value.dump() + " " + place_of(value.at, "app.toml"));
  }
  EXPECT_THAT(
      all, ElementsAre("app.name \"a\" app.toml:2:8", "server.workers 3 CARBOY_SERVER__WORKERS"));
}

}  // namespace
}  // namespace carboy::core::config
