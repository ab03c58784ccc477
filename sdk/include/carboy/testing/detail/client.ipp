// Bodies of <carboy/testing/client.h>.
#pragma once

#include <carboy/detail/field_name.h>
#include <carboy/request.h>
#include <carboy/testing/client.h>
#include <carboy/testing/error.h>
#include <carboy/testing/detail/request.ipp>

#include <utility>
#include <vector>

namespace carboy::testing {

// Makes Responses of what the host reports.
class ReceivedAnswer final : public abi::TestAnswer {
 public:
  explicit ReceivedAnswer(const Sent& sent) : sent_(sent) {}

  void begin(Text method, Text url, int32_t status, Text reason) noexcept override {
    current_ = Response();
    current_.method_ = std::string_view(method);
    current_.url_ = std::string_view(url);
    current_.status_ = status;
    current_.reason_ = std::string_view(reason);
  }
  void header(Text name, Text value) noexcept override {
    current_.headers_.emplace_back(std::string_view(name), std::string_view(value));
  }
  void cookie(const abi::Cookie* cookie) noexcept override {
    Cookie& kept = current_.cookies_.emplace_back();
    kept.name = std::string_view(cookie->name);
    kept.value = std::string_view(cookie->value);
    if (cookie->path.data != nullptr) kept.path.emplace(std::string_view(cookie->path));
    if (cookie->domain.data != nullptr) kept.domain.emplace(std::string_view(cookie->domain));
    kept.same_site = std::string_view(cookie->same_site);
    if (cookie->has_max_age) kept.max_age = std::chrono::seconds(cookie->max_age);
    if (cookie->has_expires) {
      kept.expires = std::chrono::sys_seconds(std::chrono::seconds(cookie->expires));
    }
    kept.secure = cookie->secure;
    kept.http_only = cookie->http_only;
    kept.partitioned = cookie->partitioned;
  }
  Status piece(Bytes bytes) noexcept override {
    pieces_.emplace_back(bytes.data, bytes.size);
    if (sent_.on_piece && !sent_.on_piece(pieces_.back())) return Status::cancelled;
    return Status::ok;
  }
  void end(bool is_whole) noexcept override {
    current_.is_whole_ = is_whole;
    for (const std::string& piece : pieces_) current_.text_ += piece;
    current_.pieces_ = std::exchange(pieces_, {});
    all_.push_back(std::move(current_));
  }

  // Returns the last response, with the others as its history. REQUIRES: there is one.
  Response take() {
    Response last = std::move(all_.back());
    all_.pop_back();
    last.history_ = std::move(all_);
    return last;
  }

 private:
  const Sent& sent_;
  Response current_;
  std::vector<std::string> pieces_;
  std::vector<Response> all_;
};

inline Response Client::open(std::string_view method, std::string_view target, const Sent& sent) {
  const detail::Content content = detail::content_of(sent);
  const std::string whole_target = detail::target_of(target, sent.query);
  std::vector<HeaderField> headers;
  bool has_type = false;
  for (const Field& field : sent.headers) {
    headers.push_back({field.name, field.value});
    has_type = has_type || carboy::detail::is_same_field(field.name, "Content-Type");
  }
  if (!content.type.empty() && !has_type) headers.push_back({"Content-Type", content.type});

  abi::TestRequest request;
  request.method = method;
  request.target = whole_target;
  request.headers = headers.data();
  request.header_count = headers.size();
  request.body = {content.bytes.data(), content.bytes.size()};
  request.follow_redirects = sent.follow_redirects;
  ReceivedAnswer answer(sent);
  std::string why;
  if (client_->send(&request, &answer, carboy::detail::sink_into(why)) != Status::ok) {
    throw Error(why);
  }
  return answer.take();
}

inline std::optional<std::string> Client::cookie(std::string_view name,
                                                 std::string_view path) const {
  std::string value;
  if (client_->cookie(name, path, carboy::detail::sink_into(value)) != Status::ok) {
    return std::nullopt;
  }
  return value;
}

inline void Client::set_cookie(std::string_view name, std::string_view value,
                               const CookieToSend& options) {
  abi::Cookie cookie;
  cookie.name = name;
  cookie.value = value;
  cookie.path = options.path;
  if (!options.domain.empty()) cookie.domain = options.domain;
  cookie.has_max_age = options.max_age.has_value();
  if (options.max_age) cookie.max_age = options.max_age->count();
  cookie.secure = options.secure;
  if (client_->set_cookie(&cookie) != Status::ok) {
    throw Error("\"" + std::string(name) + "\" is not a valid name of a cookie.");
  }
}

}  // namespace carboy::testing
