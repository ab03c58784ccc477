// A client of an app in a test. Its requests go through the app like those of `carboy run`; it
// keeps cookies and follows redirects.
//
// Thread rule: belongs to one thread; several clients may use one app at the same time.
#pragma once

#include <carboy/abi/testing.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/application.h"
#include "core/app/clock.h"
#include "core/host/local_request.h"
#include "core/test_host/cookies.h"

namespace carboy::core::test_host {

// The parts of an absolute http or https URL.
struct Url {
  bool secure = false;
  std::string authority;  // "example.org:8080"
  std::string target;     // path and query

  // Throws base::Error for a URL of another scheme, or without a host.
  static Url of(std::string_view text);
  std::string origin() const;
  std::string path() const { return target.substr(0, target.find('?')); }
  std::string host() const;  // without port, in lower case
};

class TestClientAdapter final : public carboy::abi::TestClient {
 public:
  // Throws base::Error like Url::of().
  TestClientAdapter(app::Application& app, const app::Clock& clock, std::string_view base_url);

  Status send(const carboy::abi::TestRequest* request, carboy::abi::TestAnswer* answer,
              TextSink error) noexcept override;
  Status cookie(Text name, Text path, TextSink value) noexcept override;
  Status set_cookie(const carboy::abi::Cookie* cookie) noexcept override;
  void delete_cookie(Text name) noexcept override;
  void drop() noexcept override { delete this; }

 private:
  struct Step {
    Url url;
    std::string method;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string_view body;
  };
  Step first_step(const carboy::abi::TestRequest& request) const;
  host::LocalAnswer answer_to(const Step& step, carboy::abi::TestAnswer& sink);
  // Turns `step` into the request that the redirect asks for. Throws base::Error when the redirect
  // leads out of the app.
  static void follow(Step& step, int status, const std::string& location);
  std::int64_t now() const;

  app::Application& app_;
  const app::Clock& clock_;
  const Url base_;
  CookieJar jar_;
};

}  // namespace carboy::core::test_host
