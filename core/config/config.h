// Reads app.toml, the file a composer writes. One pass reports every mistake with its line and
// column.
//
// Thread rule: values; plain functions.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/access_log/access_log.h"
#include "core/app/kernel.h"
#include "core/base/log.h"
#include "core/extensions/life/life.h"
#include "core/extensions/package/signature.h"
#include "core/server/server_options.h"

namespace carboy::core::config {

// The place of a key or value. Line 0 means that it is not in a file.
struct Position {
  std::size_t line = 0;
  std::size_t column = 0;
  // An included file, an environment variable, or an option such as "--profile"; empty for app.toml
  // itself.
  std::string source = {};
  // For a secret: the file it may be read from, as app.toml names it; empty if there is none.
  std::string secret_file = {};
};

// Everything that a configuration is read from.
struct ConfigSources {
  std::string text;                  // of app.toml
  std::filesystem::path file = {};   // app.toml; other files are looked up in its folder
  std::string profile = {};          // empty for no profile
  bool profile_is_required = false;  // whether a missing profile is a mistake
  std::string profile_source = {};   // what names the profile: "--profile" or "CARBOY_PROFILE"
  std::vector<std::pair<std::string, std::string>> environment = {};
};

struct ConfigMistake {
  Position at;
  std::string text;    // "[server] bind: ..."
  std::string remedy;  // further lines that help; may be empty
};

// The text that is shown instead of a secret.
constexpr const char* kMasked = "********";
// The names of secret values, such as "app.secret_key", each with the position of its reference.
using Secrets = std::map<std::string, Position>;

// A value, as the sources give it.
struct ConfigValue {
  std::string name;  // "server.workers"; a list is one value
  nlohmann::json value;
  Position at;
};

// Where the parts of a [[wrap]] are; its options may be missing, and are then at its beginning.
struct WrapPosition {
  Position with;
  Position options;
};

struct AppConfig {
  std::string name = "app";
  std::vector<std::string> extensions;
  std::vector<Position> extension_positions;  // of each name
  // By service id, the one of several extensions that provides it.
  std::map<std::string, std::string, std::less<>> provide;
  std::string data = "data";  // the folder of the extensions' files, relative to app.toml
  std::string secret_key;
  std::vector<std::string> secret_key_fallbacks;
  // The settings of [server] and [cors] and `server_name` are stored in the options of the
  // component that uses them, which also define the defaults. Callbacks are left for the caller to
  // set, except ServerOptions::is_trusted_proxy.
  server::ServerOptions server;
  app::KernelOptions kernel;
  extensions::LifecycleTimeouts lifecycle;
  access_log::AccessLogOptions access_log;  // only `name` and `format`; an empty name means no log
  base::LogLevel log_level = base::LogLevel::info;
  std::chrono::milliseconds grace{10'000};  // for requests in flight when the app stops
  Position bind_position;
  std::vector<WrapPosition> wrap_positions;  // of each of `kernel.wraps`
  std::string panel;  // [host] panel, one of kPanelLevels; empty: as the app is started
  extensions::TrustedKeys host_keys;  // [host] keys
  // The table of each extension, and the positions of its keys by JSON pointer ("" is the table).
  std::map<std::string, nlohmann::json, std::less<>> settings;
  std::map<std::string, std::map<std::string, Position>, std::less<>> positions;
  std::vector<ConfigValue> values;  // every value that a source gives
  Secrets secrets;
};

inline constexpr std::array<std::string_view, 4> kPanelLevels{"off", "look", "manage", "install"};

// Reads a configuration from all its sources (see config_tree.h). Appends what is wrong to
// `mistakes` and reads the rest all the same. A file that is not TOML is one mistake.
AppConfig read_config(const ConfigSources& sources, std::vector<ConfigMistake>& mistakes);
// Reads the text of an app.toml, without other sources.
AppConfig parse_config(std::string_view text, std::vector<ConfigMistake>& mistakes);

// Returns the place for people: "app.toml:4:29", "more.toml:2:1" or "CARBOY_SQL__URL". `file` is
// the name of app.toml.
std::string place_of(const Position& at, const std::string& file);
// Returns "app.toml has 2 mistakes; OUTCOME." and a paragraph for each mistake, in their order in
// the file. Without an outcome the first line is "app.toml has 2 mistakes.". If none of them is in a
// file, it begins with "The configuration" instead.
std::string mistakes_report(const std::string& file, std::vector<ConfigMistake> mistakes,
                            std::string_view outcome = {});

}  // namespace carboy::core::config
