// app.toml: what a composer writes. Every mistake is found at once, with its line and column.
//
// Thread rule: values; plain functions.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/access_log/access_line.h"
#include "core/app/cors.h"
#include "core/app/request_id.h"
#include "core/app/request_options.h"
#include "core/base/log.h"

namespace carboy::core::config {

// Where something stands; line 0: nowhere in a file.
struct Position {
  std::size_t line = 0;
  std::size_t column = 0;
  std::string source = {};  // a file that is included, or a variable; empty: app.toml itself
};

// What a configuration is read from.
struct ConfigSources {
  std::string text;                 // of app.toml
  std::filesystem::path file = {};  // where that is; its folder is where other files are looked for
  std::string profile = {};         // empty: none
  bool profile_is_required = false;  // a mistake when there is no such profile
  std::vector<std::pair<std::string, std::string>> environment = {};
};

struct ConfigMistake {
  Position at;
  std::string text;    // "[server] bind: ..."
  std::string remedy;  // further lines, or empty
};

struct ServerSettings {
  std::vector<std::string> bind{"127.0.0.1:5000"};
  std::size_t loops = 0;    // 0: one a core
  std::size_t workers = 0;  // 0: two a core, at least 4
  std::chrono::milliseconds grace{10000};
  std::chrono::milliseconds drain_timeout{10000};
  std::chrono::milliseconds start_timeout{30000};
  std::chrono::milliseconds stop_timeout{5000};
  std::string health;                       // a path; empty: none
  std::size_t max_body = 16 * 1024 * 1024;  // bytes
  std::size_t max_header = 16 * 1024;       // bytes of a request's line and fields
  std::size_t max_target = 8 * 1024;
  std::size_t max_fields = 100;
  std::size_t max_connections = 16 * 1024;
  std::size_t max_connections_per_client = 1024;
  std::size_t max_uploads_per_client = 64;
  std::size_t max_pipelined = 100;
  std::size_t queue = 1024;
  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds write_timeout{30'000};
  std::chrono::milliseconds keep_alive{75'000};
  std::chrono::milliseconds linger{2'000};
  bool proxy_protocol = false;
  std::size_t max_body_in_memory = 1024 * 1024;  // bytes; a larger body goes to the disk
  std::string temp_folder = "/tmp";              // for that
  std::chrono::milliseconds body_timeout{30000};
  std::chrono::milliseconds rate_grace{20000};
  std::size_t body_rate = 500;  // bytes a second; 0: any
  std::size_t write_rate = 500;
  std::string access_log;  // a file beside app.toml; "-": standard output; empty: none
  access_log::AccessFormat access_log_format = access_log::AccessFormat::combined;
  base::LogLevel log_level = base::LogLevel::info;
  std::chrono::milliseconds slow_view{5000};  // 0: none is told
  app::RequestIdAnswer request_id = app::RequestIdAnswer::proxied;
};

// What is shown in the place of a secret.
constexpr const char* kMasked = "********";
// What nobody is shown, as "app.secret_key", and where the reference to it stands.
using Secrets = std::map<std::string, Position>;

// A value as the sources give it.
struct ConfigValue {
  std::string name;  // "server.workers"; of a list the list
  nlohmann::json value;
  Position at;
};

struct AppConfig {
  std::string name = "app";
  std::vector<std::string> extensions;
  std::vector<Position> extension_positions;  // of each name
  std::string server_name;
  std::string secret_key;
  std::vector<std::string> secret_key_fallbacks;
  ServerSettings server;
  app::RequestOptions request;
  std::optional<app::CorsOptions> cors;
  Position bind_position;
  // The table of each extension, and where its keys stand, by JSON pointer ("" the table itself).
  std::map<std::string, nlohmann::json, std::less<>> settings;
  std::map<std::string, std::map<std::string, Position>, std::less<>> positions;
  std::vector<ConfigValue> values;  // all that the sources say
  Secrets secrets;
};

// Reads a configuration from all its sources: see config_tree.h. What is wrong is appended to
// `mistakes`, and the rest is read all the same; a file that is no TOML is one mistake.
AppConfig read_config(const ConfigSources& sources, std::vector<ConfigMistake>& mistakes);
// The text of an app.toml alone.
AppConfig parse_config(std::string_view text, std::vector<ConfigMistake>& mistakes);

// "app.toml:4:29", "more.toml:2:1", "CARBOY_SQL__URL"; `file` is the name of app.toml.
std::string place_of(const Position& at, const std::string& file);
// Returns "app.toml has 2 mistakes; OUTCOME." and a paragraph for each mistake, in their order in
// the file. Without an outcome the first line is "app.toml has 2 mistakes.".
std::string mistakes_report(const std::string& file, std::vector<ConfigMistake> mistakes,
                            std::string_view outcome = {});

}  // namespace carboy::core::config
