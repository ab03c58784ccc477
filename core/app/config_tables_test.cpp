#include "core/app/config_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/app/units.h"

namespace carboy::core::app {
namespace {

const Setting& setting(const std::string& table, const std::string& name) {
  static const std::vector<TableDescription> tables = own_tables();
  for (const TableDescription& one : tables) {
    for (const Setting& setting : one.settings) {
      if (one.name == table && setting.name == name) return setting;
    }
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

}  // namespace
}  // namespace carboy::core::app
