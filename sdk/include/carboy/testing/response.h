// What a client of the test kit got.
//
// Thread rule: a value.
#pragma once

#include <carboy/detail/field_name.h>
#include <carboy/testing/error.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carboy::testing {

// A Set-Cookie header.
struct Cookie {
  std::string name, value;  // the value decoded
  std::optional<std::string> path, domain;
  std::string same_site;
  std::optional<std::chrono::seconds> max_age;
  std::optional<std::chrono::sys_seconds> expires;
  bool secure = false;
  bool http_only = false;
  bool partitioned = false;
};

class Response {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  int status() const { return status_; }
  // The text behind the status.
  const std::string& reason() const { return reason_; }
  // What was asked for: after redirects the last of it.
  const std::string& method() const { return method_; }
  const std::string& url() const { return url_; }
  // The body. Of a stream all that came.
  const std::string& text() const { return text_; }
  // Of a stream what it wrote, piece by piece.
  const std::vector<std::string>& pieces() const { return pieces_; }
  // False when the stream failed or the test ended it.
  bool is_whole() const { return is_whole_; }
  // In order, repetitions kept.
  const Headers& headers() const { return headers_; }
  // The first one of that name.
  std::optional<std::string> header(std::string_view name) const {
    for (const auto& [key, value] : headers_) {
      if (carboy::detail::is_same_field(key, name)) return value;
    }
    return std::nullopt;
  }
  // Throws Error unless the content type is JSON's and the body is JSON.
  nlohmann::json json() const {
    const std::string type = header("Content-Type").value_or("");
    if (type.find("json") == std::string::npos) {
      throw Error("The answer is " + (type.empty() ? "of no content type" : type) +
                  ", not JSON: " + text_.substr(0, 200));
    }
    auto value = nlohmann::json::parse(text_, nullptr, false);
    if (value.is_discarded()) throw Error("The answer is no JSON: " + text_.substr(0, 200));
    return value;
  }
  // What this answer sets.
  const std::vector<Cookie>& cookies() const { return cookies_; }
  std::optional<Cookie> cookie(std::string_view name) const {
    for (const Cookie& one : cookies_) {
      if (one.name == name) return one;
    }
    return std::nullopt;
  }
  // The redirects that led here, the first one first.
  const std::vector<Response>& history() const { return history_; }

 private:
  friend class ReceivedAnswer;
  int status_ = 0;
  std::string reason_, method_, url_, text_;
  std::vector<std::string> pieces_;
  Headers headers_;
  std::vector<Cookie> cookies_;
  std::vector<Response> history_;
  bool is_whole_ = true;
};

}  // namespace carboy::testing
