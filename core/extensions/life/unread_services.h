// Finds what extensions contribute to services in a major version that their owners do not read.
//
// Thread rule: a plain function; on the host's life-cycle thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/extensions/life/scope.h"

namespace carboy::core::extensions {

// Calls `warn` with a sentence for each service and extension: "stock 1.0.0 contributes to
// admin.Card 2, but admin 1.4.0 reads admin.Card 1 ...". An id that nobody reads is none: its owner
// may be absent.
void warn_of_unread_services(const std::vector<const Scope*>& scopes,
                             const services::Registry& registry,
                             const std::function<void(const std::string& sentence)>& warn);

}  // namespace carboy::core::extensions
