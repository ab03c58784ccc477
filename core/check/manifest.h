// What of an extension's file can be checked without running it: names, resources, versions,
// settings.
//
// Thread rule: plain functions.
#pragma once

#include <string>
#include <vector>

#include "core/check/report.h"
#include "core/extensions/package/extension_file.h"

namespace carboy::core::check {

// The SDK it was built with against the range its manifest names and this host; its migrations'
// names and tables.
std::vector<CheckFinding> manifest_findings(const extensions::ExtensionFile& file);

// What is wrong with settings, before defaults are filled in.
std::vector<CheckFinding> settings_findings(const extensions::Manifest& manifest,
                                            const nlohmann::json& settings);

}  // namespace carboy::core::check
