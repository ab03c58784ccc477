// The request a view answers.
//
// Thread rule: to be used by the thread that runs the view, hook or slot it was passed to, until
// that returns; views of its text live as long. Only cancelled() may be asked from other threads.
#pragma once

#include <carboy/abi/request.h>
#include <carboy/error.h>
#include <carboy/printed.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace carboy {

class Request {
 public:
  explicit Request(abi::Request* request) : request_(request) {}

  // "GET", "POST", ...
  std::string_view method() const { return request_->method(); }
  // Percent-decoded, UTF-8, begins with a slash.
  std::string_view path() const { return request_->path(); }
  // Behind the question mark, as sent.
  std::string_view query() const { return request_->query(); }
  // The request target as sent (RFC 9112, section 3.2).
  std::string_view target() const { return request_->target(); }
  // The first header field of that name.
  std::optional<std::string_view> header(std::string_view name) const {
    const Text value = request_->header(name);
    if (value.data == nullptr) return std::nullopt;
    return std::string_view(value);
  }
  std::string_view body() const {
    const Bytes bytes = request_->body();
    return {bytes.data, bytes.size};
  }
  // The endpoint's full name ("guestbook.list"); empty when the route has none.
  std::string_view endpoint() const { return request_->endpoint(); }
  // The text of the rule that matched.
  std::string_view rule() const { return request_->rule(); }
  // A parameter of the rule by name, as text.
  std::optional<std::string_view> parameter(std::string_view name) const {
    const Text value = request_->parameter_named(name);
    if (value.data == nullptr) return std::nullopt;
    return std::string_view(value);
  }
  std::string_view remote_address() const { return request_->remote_address(); }
  // The client has gone, or the extension is being stopped. From any thread.
  bool cancelled() const { return request_->cancelled(); }

  abi::Request* abi() const noexcept { return request_; }

 private:
  abi::Request* request_;
};

// The request this thread works on, also when a service of another extension's is running. Throws
// OutsideRequest where there is none: in timers, commands and background work.
inline Request current_request() {
  abi::Request* request = detail::host->current();
  if (request == nullptr) {
    throw OutsideRequest(
        "There is no request here: timers, commands and background work run outside of one.");
  }
  return Request(request);
}

namespace detail {
inline void append_to_string(void* self, Text piece) noexcept {
  static_cast<std::string*>(self)->append(piece.data, piece.size);
}
inline TextSink sink_into(std::string& out) { return {&detail::append_to_string, &out}; }

inline std::string url_for(std::string_view endpoint, const Text* values, std::size_t count) {
  std::string url;
  const TextSink sink = detail::sink_into(url);
  abi::Request* request = host->current();
  carboy::check(request != nullptr ? request->url_for(endpoint, values, count, sink)
                                   : host->url_for(endpoint, values, count, sink));
  return url;
}
}  // namespace detail

// The URL of a route by its endpoint. A name that begins with a dot is of the current blueprint.
// `values` are name, value, name, value ...: the rule's parameters; others become the query.
//   url_for(".entry", "id", 7)
// Outside a request it is absolute and needs [app] server_name. Throws when there is no such
// endpoint (with a suggestion) or a parameter is missing.
template <class... Values>
std::string url_for(std::string_view endpoint, const Values&... values) {
  static_assert(sizeof...(Values) % 2 == 0,
                "url_for_takes_values_in_pairs: url_for(endpoint, name, value, name, value ...)");
  if constexpr (sizeof...(Values) == 0) {
    return detail::url_for(endpoint, nullptr, 0);
  } else {
    const std::string kept[] = {detail::printed(values)...};
    Text texts[sizeof...(Values)];
    for (std::size_t i = 0; i < sizeof...(Values); ++i) texts[i] = kept[i];
    return detail::url_for(endpoint, texts, sizeof...(Values));
  }
}

}  // namespace carboy
