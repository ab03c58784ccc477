// Any bytes as a PROXY header: the parser never crashes, and the result does not depend on how they
// are split.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/server/proxy_protocol.h"

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using carboy::core::server::parse_proxy_header;
  using carboy::core::server::ProxyHeader;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const ProxyHeader whole = parse_proxy_header(bytes);
  if (whole.status == ProxyHeader::Status::complete) {
    if (whole.size == 0 || whole.size > size || whole.size > ProxyHeader::kLongest) std::abort();
    if (whole.names_client == whole.client.host.empty()) std::abort();
    const std::string_view header = std::string_view(bytes).substr(0, whole.size);
    if (parse_proxy_header(header).status != ProxyHeader::Status::complete) std::abort();
    if (parse_proxy_header(header.substr(0, header.size() - 1)).status !=
        ProxyHeader::Status::need_more) {
      std::abort();
    }
  }
  if (whole.status == ProxyHeader::Status::need_more && size >= ProxyHeader::kLongest) std::abort();
  return 0;
}
