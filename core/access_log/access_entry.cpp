#include "core/access_log/access_entry.h"

#include <algorithm>

#include "core/app/request_id.h"
#include "core/app/request_state.h"
#include "core/http/authorization.h"

namespace carboy::core::access_log {
namespace {

constexpr int kClientLeft = 499;

std::string basic_user(std::string_view header) {
  auto found = http::parse_authorization(header);
  if (!found || found->type != "basic") return {};
  return std::string(found->parameters.first("username").value_or(""));
}

// Finds all header fields that the log shows in one pass.
void take_fields(AccessEntry& entry, std::span<const http::Field> fields) {
  for (const http::Field& field : fields) {
    switch (field.name.size()) {
      case 4:
        if (http::same_name(field.name, "host")) entry.host = field.value;
        break;
      case 7:
        if (http::same_name(field.name, "referer")) entry.referer = field.value;
        break;
      case 10:
        if (http::same_name(field.name, "user-agent")) entry.user_agent = field.value;
        break;
      case 13:
        if (http::same_name(field.name, "authorization")) entry.user = basic_user(field.value);
        break;
      default:
        break;
    }
  }
}

void take_status(AccessEntry& entry, const app::Sent& sent) {
  entry.status = sent.status == 0 ? kClientLeft : sent.status;
  entry.body_bytes = sent.body_bytes;
  entry.is_complete = sent.is_whole;
}

void take_time(AccessEntry& entry, std::chrono::steady_clock::time_point begun) {
  entry.time = std::chrono::system_clock::now();
  if (begun != std::chrono::steady_clock::time_point{}) {
    entry.took = std::max(std::chrono::nanoseconds(0), std::chrono::steady_clock::now() - begun);
  }
}

// Splits a request line. A line that is not a whole one stays in `line` alone.
void take_line(AccessEntry& entry, std::string_view line) {
  entry.line = line;
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return;
  const std::string_view method = line.substr(0, first);
  const std::string_view protocol = line.substr(last + 1);
  if (!http::is_token(method) || !protocol.starts_with("HTTP/")) return;
  entry.method = method;
  entry.target = line.substr(first + 1, last - first - 1);
  entry.protocol = protocol;
}

}  // namespace

AccessEntry entry_of(app::Exchange& exchange, AccessFormat format) {
  const app::RequestState& state = exchange.state();
  AccessEntry entry;
  take_time(entry, exchange.begun);
  entry.client = state.origin.client.empty() ? exchange.peer.address : state.origin.client;
  entry.peer = exchange.peer.address;
  entry.method = exchange.head.method;
  entry.target = exchange.head.target;
  entry.protocol = exchange.head.minor_version == 0 ? "HTTP/1.0" : "HTTP/1.1";
  take_fields(entry, exchange.head.fields);
  take_status(entry, exchange.sent);
  entry.request_bytes = exchange.body.size();
  if (format != AccessFormat::json) return entry;
  entry.request_id = app::request_id(exchange);
  entry.endpoint = state.endpoint;
  if (state.answered_by != nullptr) entry.extension = state.answered_by->name();
  return entry;
}

AccessEntry entry_of(const app::RefusedRequest& request) {
  AccessEntry entry;
  take_time(entry, request.begun);
  entry.client = request.peer.address;
  entry.peer = request.peer.address;
  take_line(entry, request.line);
  entry.status = request.status;
  entry.body_bytes = request.body_bytes;
  entry.reason = request.reason;
  return entry;
}

}  // namespace carboy::core::access_log
