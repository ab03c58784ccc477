// The functions that extensions registered with before_publish: whether a start or a swap may go on.
//
// Thread rule: on the host's life-cycle thread, one at a time.
#pragma once

#include <chrono>
#include <vector>

#include "core/app/generation.h"
#include "core/extensions/life/scope.h"

namespace carboy::core::extensions {

// Calls the functions of all `scopes`, in the order of their start. They see `next`'s lists of
// providers, and of each service the provider that `scopes` have. Throws base::Error with the
// reason of the first that fails, or has not returned within `limit`. A function that does not
// return keeps all of `scopes` loaded.
void check_publish(const std::vector<const Scope*>& scopes, const app::Generation& next,
                   std::chrono::milliseconds limit);

}  // namespace carboy::core::extensions
