// A client of an app in a test: what it sends goes through the app as a request of `carboy run`
// does, and it keeps cookies and follows redirects.
//
// Thread rule: belongs to one thread; several clients of one app may work at once.
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

// An absolute http or https URL, apart.
struct TestUrl {
  bool secure = false;
  std::string authority;  // "example.org:8080"
  std::string target;     // path and query

  // Throws base::Error for a URL of another scheme, or without a host.
  static TestUrl of(std::string_view text);
  std::string origin() const;
  std::string path() const { return target.substr(0, target.find('?')); }
  std::string host() const;  // without port, in lower case
};

class TestClientAdapter final : public carboy::abi::TestClient {
 public:
  // Throws base::Error as TestUrl::of.
  TestClientAdapter(app::Application& app, const app::Clock& clock, std::string_view base_url);

  Status send(const carboy::abi::TestRequest* request, carboy::abi::TestAnswer* answer,
              TextSink error) noexcept override;
  Status cookie(Text name, Text path, TextSink value) noexcept override;
  Status set_cookie(const carboy::abi::Cookie* cookie) noexcept override;
  void delete_cookie(Text name) noexcept override;
  void drop() noexcept override { delete this; }

 private:
  struct Step {
    TestUrl url;
    std::string method;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string_view body;
  };
  Step first_step(const carboy::abi::TestRequest& request) const;
  host::LocalAnswer answer_to(const Step& step, carboy::abi::TestAnswer& told);
  // Makes it the step that the redirect asks for. Throws base::Error for one that leads out of the
  // app.
  static void follow(Step& step, int status, const std::string& location);
  std::int64_t now() const;

  app::Application& app_;
  const app::Clock& clock_;
  const TestUrl base_;
  CookieJar jar_;
};

}  // namespace carboy::core::test_host
