// `carboy ext configure`.
//
// Thread rule: the main thread.
#pragma once

#include <string>
#include <vector>

namespace carboy::core::cli {

// Changes settings of an extension in app.toml, and swaps the extension in an app that runs here.
// `given`: "page_size=20"; `unset`: names of settings that app.toml no longer has. Throws base::Error
// with one report of everything that is wrong; nothing is changed then.
int configure_extension(const std::string& name, const std::vector<std::string>& given,
                        const std::vector<std::string>& unset);

}  // namespace carboy::core::cli
