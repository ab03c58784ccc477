// The checks that need only the file of an extension: names, resources, versions and settings. None
// of its code runs.
//
// Thread rule: plain functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "core/check/report.h"
#include "core/extensions/package/extension_file.h"

namespace carboy::core::check {

// Compares the SDK that the extension was built with to the range in its manifest and to this host,
// and checks the names of its migrations and their tables.
std::vector<Finding> manifest_findings(const extensions::ExtensionFile& file);

// Checks settings against the schema of the manifest, before defaults are filled in.
std::vector<Finding> settings_findings(const extensions::Manifest& manifest,
                                       const nlohmann::json& settings);

}  // namespace carboy::core::check
