// The app that a command works on: the app.toml of the current folder, and the extensions that it
// can enable.
//
// Thread rule: plain functions and values; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/config/config.h"
#include "core/extensions/package/version.h"
#include "core/extensions/resolve/finder.h"

namespace carboy::core::host {

// Returns the version of this host, which is also the version of the SDK that it was built with.
extensions::Version own_version();

// Returns a finder that looks in extensions/ beside app.toml, then in the host's own folder.
extensions::Finder finder_for(const std::filesystem::path& folder);

// The profile, [profile.NAME], that is applied over app.toml.
struct Profile {
  std::string name;          // empty: no profile
  bool is_required = false;  // the profile was named explicitly, so app.toml must have it
  std::string source = {};   // what named it: "--profile" or "CARBOY_PROFILE"
};

// Returns the profile that the option names, else the one of the variable CARBOY_PROFILE, else
// `usual`, which need not exist.
Profile profile_for(const std::string& option, const std::string& usual = {});

// The text of app.toml and its own settings, without included files, profiles, environment
// variables and the checks of extensions.
struct AppText {
  std::string text;
  config::AppConfig config;
};
// Throws base::Error when the file cannot be read or is not valid TOML.
AppText read_app(const std::filesystem::path& file);

// The outcome that a command adds to a report of mistakes when it was about to start the app.
inline constexpr std::string_view kNothingStarted = "nothing was started";

// Reads app.toml with everything that belongs to it, and checks it, including the settings of all
// extensions that are present. Throws base::Error with one report of every mistake, whose first
// line ends with `outcome`.
config::AppConfig load_config(const std::filesystem::path& file, const Profile& profile,
                              std::string_view outcome = {});
// The same, and also checks what else keeps the app from starting, which check_services() finds.
config::AppConfig load_startable_config(const std::filesystem::path& file, const Profile& profile);
// Like load_config() if app.toml had this text.
config::AppConfig load_config_of(std::string text, const std::filesystem::path& file,
                                 const Profile& profile, std::string_view outcome = {});

}  // namespace carboy::core::host
