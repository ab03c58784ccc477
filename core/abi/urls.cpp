#include "core/abi/urls.h"

#include <vector>

#include "core/app/failure.h"
#include "core/app/request_state.h"
#include "core/app/route_finder.h"

namespace carboy::core::abi {
namespace {

Status build(const app::Generation& generation, const routing::Binding& binding,
             std::string_view endpoint, std::span<const Text> values, bool absolute, TextSink out) {
  std::vector<routing::NamedValue> named;
  for (std::size_t i = 0; i + 1 < values.size(); i += 2) {
    named.push_back({std::string(std::string_view(values[i])),
                     routing::Value(std::string_view(values[i + 1]))});
  }
  routing::BuildOptions options;
  options.force_external = absolute;
  try {
    out.put(generation.table().build(binding, endpoint, named, options));
    return Status::ok;
  } catch (const base::Error& error) {
    app::fail(500, "carboy.BuildError", error.what());
    return Status::failed;
  }
}

}  // namespace

Status url_for(app::Exchange& exchange, Text endpoint, std::span<const Text> values,
               TextSink out) noexcept {
  const app::RequestState& state = exchange.state();
  if (!state.generation) {
    app::fail(500, "carboy.OutsideRequest",
              "The request is over; its URLs can no longer be built.");
    return Status::failed;
  }
  const std::string_view blueprint =
      state.route == nullptr ? std::string_view() : std::string_view(state.route->blueprint->name);
  const std::string full = routing::absolute_endpoint(endpoint, blueprint);
  return build(*state.generation, app::binding_of(exchange), full, values, false, out);
}

Status url_for_outside(app::Kernel& kernel, Text endpoint, std::span<const Text> values,
                       TextSink out) noexcept {
  const std::string& server_name = kernel.options().server_name;
  if (server_name.empty()) {
    app::fail(500, "carboy.OutsideRequest",
              "Outside of a request a URL needs the app's address: set server_name in [app] of "
              "app.toml.");
    return Status::failed;
  }
  routing::Binding binding;
  binding.server_name = server_name;
  const auto generation = kernel.generation();
  return build(*generation, binding, endpoint, values, true, out);
}

}  // namespace carboy::core::abi
