// What app.toml says about services and wrappers, compared with the manifests of the extensions that
// it enables.
//
// Thread rule: plain functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/host/enabled_set.h"

namespace carboy::core::host {

// Appends the mistakes that keep the app from starting: an entry of [app] provide whose extension is
// not enabled or does not provide the service, and options of a [[wrap]] that the host's own wrapper
// does not accept. The wrappers of extensions say so only when they run.
void check_services(const config::AppConfig& config, const Availables& available,
                    std::vector<config::ConfigMistake>& mistakes);

// Returns a line for each [[wrap]] whose wrapper neither an enabled extension nor the host provides.
// Its routes answer 503, so the app starts all the same.
std::vector<std::string> wrap_warnings(const config::AppConfig& config,
                                       const Availables& available);

}  // namespace carboy::core::host
