// Any X-Forwarded-* fields, a line each, from any number of proxies: without a count nothing
// changes, every change comes from the fields, and any text is either a network or rejected with a
// reason.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/forwarded.h"

using carboy::core::http::apply_forwarded;
using carboy::core::http::Field;
using carboy::core::http::ForwardedCounts;
using carboy::core::http::Origin;
using carboy::core::http::TrustedProxies;

namespace {

constexpr std::array<std::string_view, 6> kNames = {"X-Forwarded-For",    "X-Forwarded-Proto",
                                                    "X-Forwarded-Host",   "X-Forwarded-Port",
                                                    "X-Forwarded-Prefix", "Forwarded"};

void require(bool holds) {
  if (!holds) std::abort();
}

const Origin kPeer{"192.0.2.1", "http", "example.org", "80", ""};

bool is_kept(const Origin& origin) {
  return origin.client == kPeer.client && origin.scheme == kPeer.scheme &&
         origin.host == kPeer.host && origin.server_port == kPeer.server_port &&
         origin.prefix == kPeer.prefix;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  std::vector<Field> fields;
  for (std::size_t i = 0; !text.empty(); ++i) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    fields.push_back({kNames[i % kNames.size()], text.substr(0, end)});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const unsigned proxies = data[0] % 4;
  Origin origin = kPeer;
  apply_forwarded(fields, {proxies, proxies, proxies, proxies, proxies, data[0] / 4U % 4}, origin);
  require(data[0] % 16 != 0 || is_kept(origin));
  require(!origin.client.empty() && !origin.scheme.empty());
  for (const Field& field : fields) {
    TrustedProxies trusted;
    const auto mistake = trusted.add(field.value);
    require(mistake ? trusted.empty() && !mistake->empty() : !trusted.empty());
    trusted.contains(field.value);
    if (!mistake && field.value.find('/') == std::string_view::npos)
      require(trusted.contains(field.value));
  }
  return 0;
}
