#include "core/config/config_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/config/units.h"

namespace carboy::core::config {
namespace {

const std::vector<Setting>& settings_of(const std::string& table) {
  static const std::vector<TableDescription> tables = own_tables();
  for (const TableDescription& one : tables) {
    if (one.name == table) return one.settings;
  }
  throw std::runtime_error("no table " + table);
}

const Setting& setting(const std::string& table, const std::string& name) {
  for (const Setting& one : settings_of(table)) {
    if (one.name == name) return one;
  }
  throw std::runtime_error("no setting " + name);
}

TEST(ConfigTables, DefaultsAreWhatAnEmptyAppHas) {
  const ServerSettings server;
  EXPECT_EQ(setting("server", "bind").by_default, nlohmann::json(server.bind));
  EXPECT_EQ(parse_duration(setting("server", "grace").by_default.get<std::string>()), server.grace);
  EXPECT_EQ(parse_size(setting("server", "max_body").by_default.get<std::string>()),
            server.max_body);
  EXPECT_TRUE(setting("server", "workers").by_default.is_null());
  EXPECT_TRUE(setting("app", "secret_key").by_default.is_null());
}

// What the description says can be written, and is then read without a mistake.
TEST(ConfigTables, EveryDefaultCanBeWritten) {
  for (const TableDescription& table : own_tables()) {
    for (const Setting& one : table.settings) {
      EXPECT_FALSE(one.help.empty()) << one.name;
      if (one.by_default.is_null()) continue;
      std::string text = "[" + table.name + "]\n" + one.name + " = " + one.by_default.dump() + "\n";
      if (table.name == "cors" && one.name != "origins")
        text += "origins = [\"https://a.example\"]\n";
      std::vector<ConfigMistake> mistakes;
      parse_config(text, mistakes);
      if (table.name == "cors" && one.name == "origins") continue;  // none is a mistake
      EXPECT_THAT(mistakes, testing::IsEmpty()) << text;
    }
  }
}

TEST(ConfigTables, TheSchemaTellsBounds) {
  EXPECT_EQ(setting("server", "loops").schema.at("maximum"), 64);
  EXPECT_EQ(setting("server", "header_timeout").schema.at("description"), "from 100 ms to 365 d");
  EXPECT_EQ(setting("server", "keep_alive").schema.at("description"), "from 0 s to 365 d");
  EXPECT_EQ(setting("server", "max_target").schema.at("description"), "from 64 B to 16 MiB");
  EXPECT_EQ(setting("server", "max_body").schema.at("description"), "from 0 B to 8192 TiB");
}

TEST(ConfigTables, NoTimeIsLongerThanAYear) {
  std::size_t times = 0;
  for (const Setting& one : settings_of("server")) {
    if (!one.by_default.is_string() || !parse_duration(one.by_default.get<std::string>())) continue;
    ++times;
    for (const bool is_too_long : {false, true}) {
      std::vector<ConfigMistake> mistakes;
      parse_config("[server]\n" + one.name + " = \"" + (is_too_long ? "366 d" : "365 d") + "\"\n",
                   mistakes);
      EXPECT_EQ(mistakes.size(), is_too_long ? 1u : 0u) << one.name;
    }
  }
  EXPECT_GE(times, 11u);
}

}  // namespace
}  // namespace carboy::core::config
