#include "core/app/conditional_answer.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/app/request_content.h"
#include "core/http/conditional.h"
#include "core/http/date.h"
#include "core/http/etag.h"

namespace carboy::core::app {
namespace {

http::Validators validators_of(const http::Response& response) {
  http::Validators found;
  found.etag = response.fields.find("ETag").value_or("");
  if (const auto date = response.fields.find("Last-Modified")) {
    found.last_modified = http::parse_date(*date);
  }
  return found;
}

// The parser reads "-0" as "0-", like Werkzeug.
bool is_of_no_bytes(const http::ByteRange& range, std::string_view header) {
  const std::size_t digits = header.find_first_not_of(" \t", header.find('=') + 1);
  return range.start == 0 && !range.stop && header.substr(digits).starts_with('-');
}

// Returns the slice of the range, or nothing if it cannot be satisfied (RFC 9110, section 14.1.2).
std::optional<http::Slice> slice_of(const http::ByteRange& range, std::int64_t length) {
  const std::int64_t start =
      range.start < 0 ? std::max<std::int64_t>(length + range.start, 0) : range.start;
  const std::int64_t stop = std::min(range.stop.value_or(length), length);
  if (start >= stop) return std::nullopt;
  return http::Slice{start, stop};
}

Portion without_body(Exchange& exchange, int status) {
  exchange.response.status = status;
  if (status == 304) {
    for (const auto* name : {"Content-Type", "Content-Length", "Content-Encoding",
                             "Content-Language", "Content-Range", "Content-Disposition"}) {
      exchange.response.fields.remove(name);
    }
  }
  return {false, {}};
}

void set(Exchange& exchange, std::string_view name, std::string_view value) {
  static_cast<void>(exchange.response.fields.set(name, value));
}

Portion apply_range(Exchange& exchange, std::int64_t length, const http::Conditions& conditions,
                    const http::Validators& validators) {
  const Portion whole{true, {0, length}};
  const auto& range = content_of(exchange).range();
  if (!range || range->units != "bytes" || range->ranges.size() != 1 ||
      !http::range_applies(conditions, validators)) {
    return whole;
  }
  const http::ByteRange& asked = range->ranges.front();
  const auto slice =
      is_of_no_bytes(asked, conditions.range) ? std::nullopt : slice_of(asked, length);
  if (!slice) {
    set(exchange, "Content-Range", http::ContentRange{"bytes", {}, length}.text());
    return without_body(exchange, 416);
  }
  set(exchange, "Content-Range", http::ContentRange{"bytes", slice, length}.text());
  exchange.response.status = 206;
  return {true, *slice};
}

}  // namespace

Portion apply_conditions(Exchange& exchange, std::int64_t length, bool ranges) {
  const Portion whole{true, {0, length}};
  if (exchange.response.status != 200) return whole;
  if (ranges) set(exchange, "Accept-Ranges", "bytes");
  const auto conditions = http::Conditions::of(exchange.head.fields);
  const http::Validators validators = validators_of(exchange.response);
  switch (http::evaluate(conditions, validators, exchange.head.method)) {
    case http::Precondition::failed:
      return without_body(exchange, 412);
    case http::Precondition::not_modified: {
      const bool is_read = exchange.head.method == "GET" || exchange.head.method == "HEAD";
      return without_body(exchange, is_read ? 304 : 412);
    }
    case http::Precondition::proceed:
      break;
  }
  if (!ranges || exchange.head.method != "GET") return whole;
  return apply_range(exchange, length, conditions, validators);
}

void make_conditional(Exchange& exchange, bool ranges) {
  http::Body& body = exchange.response.body;
  if (body.stream() != nullptr) return;
  const auto length = static_cast<std::int64_t>(body.bytes().size());
  const Portion portion = apply_conditions(exchange, length, ranges);
  if (!portion.is_body_sent) {
    body.clear();
  } else if (portion.slice.stop - portion.slice.start != length) {
    const std::string part(
        body.bytes().substr(static_cast<std::size_t>(portion.slice.start),
                            static_cast<std::size_t>(portion.slice.stop - portion.slice.start)));
    body.assign(part);
  }
}

void add_etag(http::Response& response, bool weak) {
  if (response.body.stream() != nullptr || response.fields.find("ETag")) return;
  const auto tag = http::quote_etag(http::content_etag(response.body.bytes()), weak);
  if (tag) static_cast<void>(response.fields.set("ETag", *tag));
}

}  // namespace carboy::core::app
