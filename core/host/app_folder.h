// The app that commands act on: ./app.toml and what it names.
//
// Thread rule: plain functions and values.
#pragma once

#include <filesystem>
#include <string>

#include "core/config/config.h"
#include "core/extensions/package/version.h"
#include "core/extensions/resolve/finder.h"

namespace carboy::core::host {

// The version of this host, which is also the SDK's it was built with.
extensions::Version own_version();

// Where extensions are looked for: extensions/ beside app.toml, then the host's own folder.
extensions::Finder finder_for(const std::filesystem::path& folder);

// Which [profile.NAME] counts.
struct Profile {
  std::string name;          // empty: none
  bool is_required = false;  // somebody asked for it by name
};

// The one asked for by an option, or else by CARBOY_PROFILE, or else `usual`, which need not exist.
Profile profile_for(const std::string& option, const std::string& usual = {});

// app.toml as it stands there, and what it says by itself: nothing included, no profile, no
// variables, no extension asked. Throws base::Error when it cannot be read or is no TOML.
struct AppText {
  std::string text;
  config::AppConfig config;
};
AppText read_app(const std::filesystem::path& file);

// Reads and checks app.toml with all that belongs to it, the settings of all extensions there are
// included. Throws base::Error with one report of every mistake.
config::AppConfig load_config(const std::filesystem::path& file, const Profile& profile);

}  // namespace carboy::core::host
