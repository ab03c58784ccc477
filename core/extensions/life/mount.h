// Where the composer puts the routes of an extension: [shortlinks] mount = "/go".
//
// Thread rule: plain functions; any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/extensions/package/manifest.h"

namespace carboy::core::extensions {

// The key of the path in the table of every extension. It is no setting of the extension itself.
inline constexpr const char* kMount = "mount";
inline constexpr const char* kMountHelp =
    "Path below which all routes and static files of the extension are";

// Removes the mount from the settings of an extension, and returns its path, such as "/go"; empty
// if there is none. Throws base::Error if it is no path.
std::string take_mount(nlohmann::json& settings);

// Returns all mistakes in the table of an extension: in its settings, and in its mount. A word that
// is no setting may be meant for the mount.
std::vector<Mistake> table_mistakes(const Manifest& manifest, nlohmann::json table);

// Returns what is wrong with the value of a mount, such as "must be a path ..."; empty if it is
// right.
std::string mount_fault(const nlohmann::json& value);

}  // namespace carboy::core::extensions
