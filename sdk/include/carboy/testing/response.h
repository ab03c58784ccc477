// What a client of the test kit received.
//
// Thread rule: plain values.
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carboy::testing {

// A Set-Cookie field of a response (RFC 6265). The value is decoded, and attributes that the field
// lacks are empty.
struct Cookie {
  std::string name, value;
  std::optional<std::string> path, domain;
  std::string same_site;  // "Strict", "Lax" or "None"
  std::optional<std::chrono::seconds> max_age;
  std::optional<std::chrono::sys_seconds> expires;
  bool secure = false;
  bool http_only = false;
  bool partitioned = false;
};

// A whole response: the client has read its body to the end.
class Response {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  // Returns the status code.
  int status() const { return status_; }
  // Returns the text after the status code, such as "Not Found".
  const std::string& reason() const { return reason_; }
  // Return what was asked for, by the last request if redirects were followed.
  const std::string& method() const { return method_; }
  const std::string& url() const { return url_; }

  // Returns the body.
  const std::string& text() const { return text_; }
  // Returns the pieces that a stream wrote, one for each write().
  const std::vector<std::string>& pieces() const { return pieces_; }
  // Returns false if a stream failed, or if Sent::on_piece ended it.
  bool is_whole() const { return is_whole_; }
  // Returns the body as JSON. Throws Error unless the content type is that of JSON and the body is
  // valid.
  //
  //   EXPECT_EQ(client.get("/guestbook/1").json()["name"], "Ada");
  nlohmann::json json() const;

  // Returns all header fields, in order and with repetitions.
  const Headers& headers() const { return headers_; }
  // Returns the first field of that name. Names are compared without case.
  std::optional<std::string> header(std::string_view name) const;
  // Returns the cookies that this response sets, in order.
  const std::vector<Cookie>& cookies() const { return cookies_; }
  // Returns the first cookie of that name that this response sets. Client::cookie() has the cookies
  // that earlier responses have set.
  std::optional<Cookie> cookie(std::string_view name) const;

  // Returns the redirects that were followed, the first one first.
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

#include <carboy/testing/detail/response.ipp>
