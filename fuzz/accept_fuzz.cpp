// Any Accept header of any kind: the items are sorted, each quality is from 0 to 1, and the best
// match is an offer with a quality above 0.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "core/http/accept.h"
#include "core/http/etag.h"

using carboy::core::http::Accept;
using carboy::core::http::AcceptItem;
using carboy::core::http::AcceptKind;
using carboy::core::http::Etag;
using carboy::core::http::EtagList;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::string_view kOffers[] = {
      "text/html", "text/html;level=1", "application/json", "en", "en-US", "de", "gzip", "utf-8",
      "*"};
  const std::string_view header(reinterpret_cast<const char*>(data), size);
  for (const AcceptKind kind :
       {AcceptKind::media, AcceptKind::language, AcceptKind::encoding, AcceptKind::charset}) {
    const Accept accept = Accept::parse(kind, header);
    require(accept.items().size() <= 200);
    for (const AcceptItem& item : accept.items()) {
      require(item.quality >= 0 && item.quality <= 1);
      accept.quality(item.value);
    }
    const std::optional<std::size_t> best = accept.best_match(kOffers);
    require(!best || *best < std::size(kOffers));
    if (best && kind != AcceptKind::language) require(accept.quality(kOffers[*best]) > 0);
  }
  const EtagList etags(header);
  for (const Etag& etag : etags.tags()) require(etags.contains_weak(etag.tag));
  require(etags.tags().size() <= size);
  return 0;
}
