// url_for() for extensions: the URL of an endpoint, in the generation of the request or in the
// current one.
//
// Thread rule: any thread; an exchange's functions on the thread that works on it.
#pragma once

#include <carboy/abi/types.h>

#include <span>

#include "core/app/exchange.h"
#include "core/app/kernel.h"

namespace carboy::core::abi {

// See carboy::abi::Request::url_for. `values` are name, text, name, text ...
Status url_for(app::Exchange& exchange, Text endpoint, std::span<const Text> values,
               TextSink out) noexcept;

// See carboy::abi::Host::url_for. The URL is absolute; fails if the app has no server_name.
Status url_for_outside(app::Kernel& kernel, Text endpoint, std::span<const Text> values,
                       TextSink out) noexcept;

// Writes the path of an endpoint's URL, as a view of a request to `host` would build it.
Status url_for_local(app::Kernel& kernel, Text host, Text endpoint, std::span<const Text> values,
                     TextSink out) noexcept;

}  // namespace carboy::core::abi
