#include "core/abi/urls.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "core/app/failure.h"
#include "core/app/request_state.h"
#include "core/app/route_finder.h"
#include "core/base/error.h"

namespace carboy::core::abi {
namespace {

bool is_true(std::string_view text) { return text == "true" || text == "True" || text == "1"; }

// The values of one URL. Those that Flask's url_for takes as options are kept apart; values with
// the same name become a list.
class GivenValues final : public app::UrlValues {
 public:
  explicit GivenValues(std::span<const Text> values) {
    for (std::size_t i = 0; i + 1 < values.size(); i += 2) take(values[i], values[i + 1]);
  }

  bool contains(std::string_view name) const override {
    return std::any_of(named_.begin(), named_.end(),
                       [&](const auto& one) { return one.name == name; });
  }
  void set(std::string_view name, std::string_view value) override {
    std::erase_if(named_, [&](const auto& one) { return one.name == name; });
    named_.push_back({std::string(name), routing::Value(value)});
  }

  std::vector<routing::NamedValue> take_named() { return std::move(named_); }
  // A URL with a scheme is absolute unless _external says otherwise.
  routing::BuildOptions options(bool absolute) const {
    routing::BuildOptions options;
    if (method_) options.method = *method_;
    if (scheme_) options.url_scheme = *scheme_;
    if (anchor_) options.anchor = *anchor_;
    options.force_external = external_.value_or(absolute || scheme_);
    return options;
  }

 private:
  void take(std::string_view name, std::string_view value) {
    if (name == "_anchor") {
      anchor_ = value;
    } else if (name == "_method") {
      method_ = value;
    } else if (name == "_scheme") {
      scheme_ = value;
    } else if (name == "_external") {
      external_ = is_true(value);
    } else {
      add(name, value);
    }
  }
  void add(std::string_view name, std::string_view value) {
    const auto known = std::find_if(named_.begin(), named_.end(),
                                    [&](const auto& one) { return one.name == name; });
    if (known == named_.end()) {
      named_.push_back({std::string(name), routing::Value(value)});
      return;
    }
    const bool is_list = known->value.kind() == routing::Value::Kind::list;
    std::vector<routing::Value> list =
        is_list ? known->value.list() : std::vector<routing::Value>{known->value};
    list.emplace_back(value);
    known->value = routing::Value(std::move(list));
  }

  std::vector<routing::NamedValue> named_;
  std::optional<std::string_view> anchor_, method_, scheme_;
  std::optional<bool> external_;
};

Status build(const app::Generation& generation, const routing::Binding& binding,
             const std::string& endpoint, std::span<const Text> values, bool absolute,
             TextSink out) {
  GivenValues given(values);
  for (const auto& [owner, defaults] : generation.blueprint_of(endpoint).url_defaults) {
    if (defaults->call(endpoint, given) == app::Outcome::failed) return Status::failed;
  }
  const routing::BuildOptions options = given.options(absolute);
  try {
    out.put(generation.rules().build(binding, endpoint, given.take_named(), options));
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
              "The request is over, and no URL can be built for it any more.");
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
    app::fail(
        500, "carboy.OutsideRequest",
        "Building a URL outside of a request needs the app's address: set server_name in [app] of "
        "app.toml.");
    return Status::failed;
  }
  routing::Binding binding;
  binding.server_name = server_name;
  const auto generation = kernel.generation();
  return build(*generation, binding, std::string(std::string_view(endpoint)), values, true, out);
}

Status url_for_local(app::Kernel& kernel, Text host, Text endpoint, std::span<const Text> values,
                     TextSink out) noexcept {
  const std::string& server_name = kernel.options().server_name;
  routing::Binding binding;
  binding.server_name = server_name.empty() ? std::string_view(host) : server_name;
  const auto generation = kernel.generation();
  return build(*generation, binding, std::string(std::string_view(endpoint)), values, false, out);
}

}  // namespace carboy::core::abi
