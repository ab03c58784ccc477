// Reads the tables of app.toml that configure Carboy itself: [app], [server], [cors], [host],
// [pages] and each [[wrap]].
//
// Thread rule: plain functions.
#pragma once

#include <string>
#include <vector>

#include "core/base/toml.h"
#include "core/config/config.h"
#include "core/config/config_section.h"

namespace carboy::core::config {

// Each function reads its table into `config` and appends what is wrong to `mistakes`.
void read_app(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes);
void read_server(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes);
void read_cors(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes);
void read_host(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes);
void read_pages(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes);
// Reads the list of all [[wrap]]s.
void read_wraps(const toml::node& list, AppConfig& config, std::vector<ConfigMistake>& mistakes);

struct TableDescription {
  std::string name;
  std::vector<Setting> settings;
  bool is_list = false;  // [[name]]: there may be several
};
// Returns these tables with all settings that those functions read.
std::vector<TableDescription> own_tables();

}  // namespace carboy::core::config
