#include "core/host/app_folder.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/base/system_error.h"
#include "core/base/whole_file.h"
#include "core/config/environment.h"
#include "core/extensions/life/mount.h"
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
      mistakes.push_back(
          {position_in(config, name, ""),
           "[" + name + "]: there is no extension of this name." + base::did_you_mean(name, tables),
           "Remove the table, or install the extension: `carboy ext install FILE`."});
      continue;
    }
    if (found->manifest == nullptr) continue;
    nlohmann::json own = entry.second;
    if (own.contains(extensions::kMount)) {
      const std::string fault = extensions::mount_fault(own[extensions::kMount]);
      if (!fault.empty()) {
        mistakes.push_back(
            {position_in(config, name, "/mount"), "[" + name + "] mount: " + fault + ".", ""});
      }
      own.erase(extensions::kMount);
    }
    for (const auto& mistake : found->manifest->config.validate(extensions::OrderedJson(own))) {
      mistakes.push_back({position_in(config, name, mistake.field),
                          "[" + name + "] " + dotted(mistake.field) + ": " + mistake.text, ""});
    }
  }
}

}  // namespace

extensions::Version own_version() { return extensions::Version::parse(CARBOY_VERSION); }

extensions::Finder finder_for(const fs::path& folder) {
  std::vector<extensions::Finder::Folder> folders{{folder / "extensions", "extensions"}};
  if (const fs::path own = host_folder(); !own.empty()) folders.push_back({own, ""});
  return extensions::Finder(std::move(folders));
}

Profile profile_for(const std::string& option, const std::string& usual) {
  if (!option.empty()) return {option, true};
  for (const auto& [name, value] : config::process_environment()) {
    if (name == "CARBOY_PROFILE" && !value.empty()) return {value, true};
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

config::AppConfig load_config_of(std::string text, const fs::path& file, const Profile& profile,
                                 std::string_view outcome) {
  std::vector<config::ConfigMistake> mistakes;
  config::AppConfig config = config::read_config(
      {std::move(text), file, profile.name, profile.is_required, config::process_environment()},
      mistakes);
  const auto available = finder_for(file.parent_path()).all();
  check_names(config, extensions::names_of(available), mistakes);
  check_settings(config, available, mistakes);
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

}  // namespace carboy::core::host
