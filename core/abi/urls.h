// url_for, for extensions: the endpoint's URL in the generation of the request, or in the current
// one.
#pragma once

#include <carboy/abi/types.h>

#include <span>

#include "core/app/exchange.h"
#include "core/app/kernel.h"

namespace carboy::core::abi {

// See carboy::abi::Request::url_for. `values` are name, text, name, text ...
Status url_for(app::Exchange& exchange, Text endpoint, std::span<const Text> values,
               TextSink out) noexcept;

// See carboy::abi::Host::url_for: absolute, and refused unless the app has a server_name.
Status url_for_outside(app::Kernel& kernel, Text endpoint, std::span<const Text> values,
                       TextSink out) noexcept;

// The path of an endpoint's URL, as a view of `host` would build it.
Status url_for_local(app::Kernel& kernel, Text host, Text endpoint, std::span<const Text> values,
                     TextSink out) noexcept;

}  // namespace carboy::core::abi
