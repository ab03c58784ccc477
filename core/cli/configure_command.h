// `carboy ext configure`.
//
// Thread rule: the main thread.
#pragma once

#include <string>
#include <vector>

namespace carboy::core::cli {

// Returns why a word is not KEY=VALUE; empty if it is.
std::string fault_of_setting(const std::string& word);

// Changes settings of an extension in app.toml, and swaps the extension in an app that runs here.
// `given`: "page_size=20"; `unset`: names of settings that app.toml no longer has. Throws base::Error
// with one report of everything that is wrong; nothing is changed then. REQUIRES: fault_of_setting()
// finds no fault in any of `given`.
int configure_extension(const std::string& name, const std::vector<std::string>& given,
                        const std::vector<std::string>& unset);

}  // namespace carboy::core::cli
