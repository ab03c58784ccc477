#include "core/host/app_folder.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/base/ascii.h"
#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/base/system_error.h"
#include "core/base/whole_file.h"
#include "core/config/environment.h"
#include "core/extensions/life/mount.h"
#include "core/host/service_check.h"
#include "core/server/bind_address.h"

namespace carboy::core::host {
namespace {

namespace fs = std::filesystem;

fs::path host_folder() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) return {};
  const fs::path prefix = program.parent_path().parent_path();
  // An installed host has them beside its library, a build beside bin.
  const fs::path installed = prefix / CARBOY_INSTALL_LIBDIR / "carboy" / "extensions";
  return fs::is_directory(installed, error) ? installed : prefix / "extensions";
}

std::string text_of(const fs::path& file) {
  std::string text;
  const int error = base::read_whole_file(file, text);
  if (error == ENOENT) {
    throw base::Error(
        "There is no app.toml here. Run this command in an app's folder, or create one with "
        "`carboy new APP`.");
  }
  if (error != 0) {
    throw base::Error(file.filename().string() + " cannot be read: " + base::errno_text(error) +
                      ".");
  }
  return text;
}

config::Position position_in(const config::AppConfig& config, const std::string& name,
                             std::string pointer) {
  const auto& positions = config.positions.at(name);
  // A missing key has no position; use that of the table around it.
  for (;;) {
    const auto found = positions.find(pointer);
    if (found != positions.end()) return found->second;
    const std::size_t slash = pointer.rfind('/');
    if (slash == std::string::npos) return {};
    pointer.erase(slash);
  }
}

std::string dotted(const std::string& pointer) {
  std::string text = pointer.substr(std::min<std::size_t>(1, pointer.size()));
  std::replace(text.begin(), text.end(), '/', '.');
  return text;
}

void check_names(const config::AppConfig& config, const std::vector<std::string>& known,
                 std::vector<config::ConfigMistake>& mistakes) {
  for (std::size_t i = 0; i < config.extensions.size(); ++i) {
    const std::string& name = config.extensions[i];
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    mistakes.push_back(
        {config.extension_positions[i],
         "extensions: there is no extension \"" + name + "\"." + base::did_you_mean(name, known),
         "`carboy ext list --available` shows what can be enabled."});
  }
}

std::string uppered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return base::is_lower(c) ? static_cast<char>(c - ('a' - 'A')) : c; });
  return text;
}

// A table that belongs to nobody, in a file or as the beginning of a variable's name.
config::ConfigMistake unknown_table(const config::AppConfig& config, const std::string& name,
                                    const std::vector<std::string>& tables) {
  const config::Position at = position_in(config, name, "");
  const std::string& variable = at.source;
  if (!variable.starts_with("CARBOY_")) {
    return {
        at,
        "[" + name + "]: there is no extension of this name." + base::did_you_mean(name, tables),
        "Remove the table, or install the extension: `carboy ext install FILE`."};
  }
  std::string text = "there is no extension \"" + name + "\".";
  if (const auto near = base::nearest(name, tables)) {
    text += " Did you mean CARBOY_" + uppered(*near) + variable.substr(variable.find("__")) + "?";
  }
  return {at, text, "Unset " + variable + ", or install the extension: `carboy ext install FILE`."};
}

void check_settings(const config::AppConfig& config,
                    const std::vector<extensions::InstalledExtension>& available,
                    std::vector<config::ConfigMistake>& mistakes) {
  std::vector<std::string> tables{"app", "server", "cors", "host", "pages", "wrap"};
  for (const auto& one : available) tables.push_back(one.name);
  for (const auto& entry : config.settings) {
    const std::string& name = entry.first;
    const auto* const found = extensions::find_available(available, name);
    if (found == nullptr) {
      const bool enabled = std::find(config.extensions.begin(), config.extensions.end(), name) !=
                           config.extensions.end();
      if (enabled) continue;  // check_names() has reported it
      mistakes.push_back(unknown_table(config, name, tables));
      continue;
    }
    if (found->manifest == nullptr) continue;
    for (const auto& mistake : extensions::table_mistakes(*found->manifest, entry.second)) {
      mistakes.push_back({position_in(config, name, mistake.field),
                          "[" + name + "] " + dotted(mistake.field) + ": " + mistake.text, ""});
    }
  }
}

using MoreChecks = void (*)(const config::AppConfig&, const Availables&,
                            std::vector<config::ConfigMistake>&);

config::AppConfig load_checked(std::string text, const fs::path& file, const Profile& profile,
                               std::string_view outcome, MoreChecks more) {
  std::vector<config::ConfigMistake> mistakes;
  config::AppConfig config =
      config::read_config({std::move(text), file, profile.name, profile.is_required, profile.source,
                           config::process_environment()},
                          mistakes);
  const auto available = finder_for(file.parent_path()).all();
  check_names(config, extensions::names_of(available), mistakes);
  check_settings(config, available, mistakes);
  if (more != nullptr) more(config, available, mistakes);
  for (const std::string& address : config.server.bind) {
    try {
      server::parse_bind_address(address);
    } catch (const base::Error& error) {
      mistakes.push_back({config.bind_position, std::string("[server] bind: ") + error.what(), ""});
    }
  }
  if (!mistakes.empty()) {
    throw base::Error(
        config::mistakes_report(file.filename().string(), std::move(mistakes), outcome));
  }
  return config;
}

}  // namespace

extensions::Version own_version() { return extensions::Version::parse(CARBOY_VERSION); }

extensions::Finder finder_for(const fs::path& folder) {
  std::vector<extensions::Finder::Folder> folders{{folder / "extensions", "extensions"}};
  if (const fs::path own = host_folder(); !own.empty()) folders.push_back({own, ""});
  return extensions::Finder(std::move(folders));
}

Profile profile_for(const std::string& option, const std::string& usual) {
  if (!option.empty()) return {option, true, "--profile"};
  for (const auto& [name, value] : config::process_environment()) {
    if (name == "CARBOY_PROFILE" && !value.empty()) return {value, true, name};
  }
  return {usual, false};
}

AppText read_app(const fs::path& file) {
  AppText app{text_of(file), {}};
  std::vector<config::ConfigMistake> mistakes;
  app.config = config::parse_config(app.text, mistakes);
  // Mistakes in values do not matter here. Without any value the file is not valid TOML.
  if (app.config.values.empty() && !mistakes.empty()) {
    throw base::Error(config::mistakes_report(file.filename().string(), std::move(mistakes)));
  }
  return app;
}

config::AppConfig load_config(const fs::path& file, const Profile& profile,
                              std::string_view outcome) {
  return load_config_of(text_of(file), file, profile, outcome);
}

config::AppConfig load_startable_config(const fs::path& file, const Profile& profile) {
  return load_checked(text_of(file), file, profile, {}, &check_services);
}

config::AppConfig load_config_of(std::string text, const fs::path& file, const Profile& profile,
                                 std::string_view outcome) {
  return load_checked(std::move(text), file, profile, outcome, nullptr);
}

}  // namespace carboy::core::host
