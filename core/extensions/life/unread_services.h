// Finds what extensions contribute to services in a major version that their owners do not read.
//
// Thread rule: a plain function; on the host's life-cycle thread.
#pragma once

#include <string>
#include <vector>

#include "core/extensions/life/scope.h"

namespace carboy::core::extensions {

// Returns a sentence for each service and extension: "stock 1.0.0 contributes to admin.Card 2, but
// admin reads admin.Card 1 ...". An id that nobody reads is none: its owner may be absent.
std::vector<std::string> unread_services(const std::vector<const Scope*>& scopes,
                                         const services::Registry& registry);

}  // namespace carboy::core::extensions
