// Any request target: it is rejected, or decoded to UTF-8 without NUL and matched against rules of
// every kind. The values are parts of the path, and the target of a redirect is printable ASCII.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/base/utf8.h"
#include "core/routing/map.h"
#include "core/routing/request_target.h"

using carboy::core::base::is_utf8;
using carboy::core::routing::Binding;
using carboy::core::routing::ConverterArguments;
using carboy::core::routing::decode_target;
using carboy::core::routing::Map;
using carboy::core::routing::Match;
using carboy::core::routing::Outcome;
using carboy::core::routing::Parameter;
using carboy::core::routing::regex_converter;
using carboy::core::routing::RuleOptions;
using carboy::core::routing::Table;
using carboy::core::routing::TargetError;

namespace {

std::unique_ptr<const Table> all_kinds() {
  Map map;
  map.add_converter(
      "code", [](const ConverterArguments&) { return regex_converter("[A-Z]{2}[0-9]+|(x+)+"); });
  for (const char* text :
       {"/", "/a/b/c", "/a/<x>/", "/i/<int(min=1, max=99):n>", "/f/<float(signed=True):x>",
        "/d/<int:y>-<int:m>-<int:d>", "/p/<path:a>/<b>.<c>", "/w/<path:a>/", "/w/<path:a>/edit",
        "/u/<uuid:u>", "/k/<any(a, ab, \"b c\"):k><rest>", "/c/<code:c>.<x>",
        "/s/<string(minlength=2, maxlength=5):s>", "/é/<a>é<b>é<c>", "/old/<path:p>"}) {
    RuleOptions options;
    options.rule = text;
    options.endpoint = text;
    options.methods = {"GET"};
    if (std::string_view(text).starts_with("/old")) options.redirect_to = "<p>";
    map.add(options);
    options.alias = true;
    options.strict_slashes = false;
    options.rule = "/alias" + options.rule;
    map.add(options);
  }
  return map.compile();
}

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::unique_ptr<const Table> table = all_kinds();
  static Match match;
  static std::string path;
  std::string_view query;
  const std::string_view target(reinterpret_cast<const char*>(data), size);
  if (decode_target(target, path, query) != TargetError::none) return 0;
  require(is_utf8(path) && path.find('\0') == std::string::npos && !path.empty());
  Binding binding;
  binding.server_name = "example.org";
  binding.query = query;
  table->match(binding, path, "GET", match);
  for (const Parameter& parameter : match.parameters()) require(is_utf8(parameter.text));
  if (match.outcome() == Outcome::redirect) {
    require(match.location().starts_with("http://example.org/"));
    const std::string_view built =
        std::string_view(match.location()).substr(0, match.location().size() - query.size());
    require(std::all_of(built.begin(), built.end(), [](char c) { return c > 0x20 && c < 0x7F; }));
  }
  return 0;
}
