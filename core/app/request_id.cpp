#include "core/app/request_id.h"

#include <stdlib.h>

#include <algorithm>
#include <string>

#include "core/app/request_state.h"

namespace carboy::core::app {
namespace {

bool is_plain_id(std::string_view text) {
  constexpr std::size_t kMost = 128;
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._-=+/:").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= kMost && std::all_of(text.begin(), text.end(), allowed);
}

std::string random_id() {
  unsigned char bytes[16];
  arc4random_buf(bytes, sizeof bytes);
  std::string text;
  for (const unsigned char byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

}  // namespace

std::string_view request_id(Exchange& exchange) {
  RequestState& state = exchange.state();
  if (!state.request_id.empty()) return state.request_id;
  if (state.origin.is_peer_trusted) {
    const auto sent = http::find(exchange.head.fields, "x-request-id");
    if (sent && is_plain_id(*sent)) state.request_id = *sent;
  }
  if (state.request_id.empty()) state.request_id = random_id();
  return state.request_id;
}

void RequestIds::after(Exchange& exchange) const noexcept {
  if (when_ == RequestIdAnswer::never) return;
  const bool is_proxied = exchange.state().origin.is_peer_trusted &&
                          http::find(exchange.head.fields, "x-request-id").has_value();
  if (when_ == RequestIdAnswer::proxied && !is_proxied) return;
  http::FieldBlock& fields = exchange.response.fields;
  if (fields.find("X-Request-Id")) return;
  static_cast<void>(fields.add("X-Request-Id", request_id(exchange)));
}

}  // namespace carboy::core::app
