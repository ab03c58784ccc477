// The tables of app.toml that are carboy's own: [app], [server] and [cors].
//
// Thread rule: plain functions.
#pragma once

#include <toml++/toml.h>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/config/config_section.h"

namespace carboy::core::config {

// Each reads its table into `config`; what is wrong is appended to `mistakes`.
void read_app(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes);
void read_server(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes);
void read_cors(const toml::table& table, AppConfig& config, std::vector<ConfigMistake>& mistakes);

struct TableDescription {
  std::string name;
  std::vector<Setting> settings;
};
// What those read, as their readers say it.
std::vector<TableDescription> own_tables();

}  // namespace carboy::core::config
