// Any Authorization: the scheme is in lower case, Basic yields UTF-8 without a colon in the user's
// name, and credentials that are encoded again are parsed as the same.
#include <openssl/evp.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/base/utf8.h"
#include "core/http/authorization.h"

using carboy::core::base::is_utf8;
using carboy::core::http::parse_authorization;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto read = parse_authorization(text)) {
    require(std::none_of(read->type.begin(), read->type.end(),
                         [](char c) { return c >= 'A' && c <= 'Z'; }));
    require(!read->token || read->parameters.empty());
    if (read->type == "basic") {
      const auto name = read->parameters.first("username");
      const auto password = read->parameters.first("password");
      require(name && password && is_utf8(*name) && is_utf8(*password));
      require(name->find(':') == std::string_view::npos);
    }
  }
  const std::size_t colon = text.find(':');
  if (!is_utf8(text) || colon == std::string_view::npos) return 0;
  const auto basic = parse_authorization("bAsIc " + base64(text));
  require(basic && basic->parameters.first("username") == text.substr(0, colon));
  require(basic->parameters.first("password") == text.substr(colon + 1));
  return 0;
}
