// Any header with parameters, and any dictionary header: names are unique and in lower case, and
// the parameters that are written are parsed as the same ones.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/http/authorization.h"
#include "core/http/file_name.h"
#include "core/http/header_text.h"
#include "core/http/option_header.h"

using carboy::core::http::Disposition;
using carboy::core::http::dump_options_header;
using carboy::core::http::OptionHeader;
using carboy::core::http::Pair;
using carboy::core::http::parse_authorization;
using carboy::core::http::parse_dict_header;
using carboy::core::http::parse_options_header;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

// `%22` and a name with `*` have a special meaning, so such values are not parsed as the same.
bool is_plain(const OptionHeader& header) {
  return std::all_of(header.options.all().begin(), header.options.all().end(),
                     [](const Pair& pair) {
                       return !pair.name.empty() && pair.name.find('*') == std::string_view::npos &&
                              pair.value.find("%22") == std::string_view::npos;
                     });
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const OptionHeader header = parse_options_header(text);
  require(header.options.size() <= 128);
  for (const Pair& option : header.options.all()) {
    require(std::none_of(option.name.begin(), option.name.end(),
                         [](char c) { return c >= 'A' && c <= 'Z'; }));
    require(header.options.first(option.name)->data() == option.value.data());
  }
  if (is_plain(header) && !header.value.empty()) {
    const std::string written = dump_options_header(header.value, header.options.all());
    const OptionHeader again = parse_options_header(written);
    require(again.value == header.value && again.options.size() == header.options.size());
    for (const Pair& option : header.options.all()) {
      require(again.options.first(option.name) == option.value);
    }
  }
  require(parse_dict_header(text).size() <= 128);
  if (const auto authorization = parse_authorization(text)) {
    require(!authorization->token || authorization->parameters.empty());
  }
  const std::string disposition =
      carboy::core::http::content_disposition(Disposition::attachment, text);
  require(parse_options_header(disposition).value == "attachment");
  return 0;
}
