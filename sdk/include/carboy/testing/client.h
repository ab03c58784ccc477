// A client of the app in a test (Werkzeug's Client).
//
// Thread rule: a Client belongs to one thread. Several clients of one app may work at the same
// time. The App must exist longer than its clients.
#pragma once

#include <carboy/abi/testing.h>
#include <carboy/testing/request.h>
#include <carboy/testing/response.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace carboy::testing {

// A cookie that a test gives to its client.
struct CookieToSend {
  // The client sends the cookie to this path and everything below it.
  std::string_view path = "/";
  // Empty: to the host of the base URL only.
  std::string_view domain = {};
  // When it expires, by the app's clock. Nothing: not before the client is destroyed.
  std::optional<std::chrono::seconds> max_age = {};
  // Whether it is sent over https only.
  bool secure = false;
};

// A client keeps cookies as a browser does (RFC 6265), and follows redirects if a request says so.
//
//   auto client = app.client();
//   auto page = client.post("/guestbook/", {.form = {{"name", "Ada"}, {"text", "Hi"}},
//                                           .follow_redirects = true});
//   EXPECT_EQ(page.status(), 200);
class Client {
 public:
  // App::client() makes these.
  explicit Client(abi::TestClient* client) : client_(client) {}

  // Send a request and return its response, whatever its status. The target is a path with or
  // without a query ("/guestbook/?page=2"), or a whole URL. Throw Error if redirects go in a circle
  // or lead out of the app. del() is for DELETE, since `delete` is a keyword.
  Response get(std::string_view target, const Sent& sent = {}) { return open("GET", target, sent); }
  Response post(std::string_view target, const Sent& sent = {}) {
    return open("POST", target, sent);
  }
  Response put(std::string_view target, const Sent& sent = {}) { return open("PUT", target, sent); }
  Response patch(std::string_view target, const Sent& sent = {}) {
    return open("PATCH", target, sent);
  }
  Response del(std::string_view target, const Sent& sent = {}) {
    return open("DELETE", target, sent);
  }
  Response head(std::string_view target, const Sent& sent = {}) {
    return open("HEAD", target, sent);
  }
  Response options(std::string_view target, const Sent& sent = {}) {
    return open("OPTIONS", target, sent);
  }
  // The same with any method: client.open("PROPFIND", "/files/").
  Response open(std::string_view method, std::string_view target, const Sent& sent = {});

  // Returns the value of the cookie that the client would send to that path, if there is one.
  std::optional<std::string> cookie(std::string_view name, std::string_view path = "/") const;
  // Gives the client a cookie. Throws Error if the name is not a valid cookie name (RFC 6265).
  void set_cookie(std::string_view name, std::string_view value, const CookieToSend& options = {});
  // Removes all cookies of that name.
  void delete_cookie(std::string_view name) { client_->delete_cookie(name); }

 private:
  struct Drop {
    void operator()(abi::TestClient* client) const noexcept { client->drop(); }
  };
  std::unique_ptr<abi::TestClient, Drop> client_;
};

}  // namespace carboy::testing

#include <carboy/testing/detail/client.ipp>
