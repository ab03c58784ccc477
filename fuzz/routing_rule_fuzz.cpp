// Any text as a rule, a host or redirect_to: it is rejected with an error that names it, or it can
// be matched and built.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "core/routing/map.h"

using carboy::core::base::Error;
using carboy::core::routing::Binding;
using carboy::core::routing::BuildError;
using carboy::core::routing::Map;
using carboy::core::routing::MapOptions;
using carboy::core::routing::Match;
using carboy::core::routing::NamedValue;
using carboy::core::routing::Rule;
using carboy::core::routing::RuleOptions;

namespace {

// Splits the input into options: a byte of flags, then the texts, separated by line feeds.
RuleOptions options_of(std::string_view input, MapOptions& map) {
  const unsigned flags = input.empty() ? 0 : static_cast<unsigned char>(input.front());
  if (!input.empty()) input.remove_prefix(1);
  map.host_matching = (flags & 1U) != 0;
  RuleOptions options;
  options.endpoint = "e";
  options.strict_slashes = (flags & 2U) != 0;
  options.merge_slashes = (flags & 4U) != 0;
  options.alias = (flags & 8U) != 0;
  const std::size_t end = input.find('\n');
  options.rule = input.substr(0, end);
  if (end == std::string_view::npos) return options;
  const std::string_view rest = input.substr(end + 1);
  const std::size_t middle = rest.find('\n');
  options.host = rest.substr(0, middle);
  options.subdomain = options.host;
  if (middle != std::string_view::npos) options.redirect_to = rest.substr(middle + 1);
  return options;
}

std::vector<NamedValue> values_for(const Rule& rule) {
  std::vector<NamedValue> values;
  for (const auto& parameter : rule.parameters()) values.push_back({parameter.name, 7});
  return values;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  MapOptions map_options;
  const RuleOptions options = options_of({reinterpret_cast<const char*>(data), size}, map_options);
  Map map(map_options);
  try {
    const Rule& rule = map.add(options);
    if (map.earlier_twin(rule) != nullptr) std::abort();
    const auto table = map.compile();
    Binding binding;
    binding.server_name = "example.org";
    binding.subdomain = options.host;
    Match match;
    for (const std::string_view path : {std::string_view(options.rule), std::string_view("/7/x"),
                                        std::string_view("/a-1.5/b.c/")}) {
      table->match(binding, path, "GET", match);
    }
    const std::string url = table->build(binding, "e", values_for(rule));
    if (url.empty()) std::abort();
  } catch (const BuildError&) {
  } catch (const Error& error) {
    if (std::string_view(error.what()).substr(0, 6) != "Rule \"") std::abort();
  }
  return 0;
}
