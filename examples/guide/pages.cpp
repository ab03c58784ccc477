#include <carboy/pages.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "guide.h"

namespace {

struct Headlines {
  std::atomic<int> number{1};
};

}  // namespace

void add_pages(carboy::App& app) {
  using namespace std::chrono_literals;
  auto headlines = std::make_shared<Headlines>();
  // [page]
  app.get("/pages/front",
          [=](const carboy::Request& request) {
            carboy::depends_on("headlines");
            const std::string_view theme = request.cookies.get("theme", "light");
            return carboy::html("<body class=\"{}\">{}", theme, headlines->number.load());
          })
      .with(carboy::page(5min));
  // [page]
  // [mark]
  auto pages = app.service<carboy::Pages>();
  app.post("/pages/headlines", [=] {
    ++headlines->number;
    pages->mark("headlines");
    return carboy::status(204);
  });
  // [mark]
  // [personal]
  app.get("/pages/hello",
          [](const carboy::Request& request) {
            const auto name = request.cookies.find("name");
            if (!name) return carboy::html("Hello, visitor!");
            carboy::mark_personal("a visitor with a name");
            return carboy::html("Hello, {}!", *name);
          })
      .with(carboy::page(1h));
  // [personal]
  // [browser]
  app.get("/pages/imprint", [] { return "An imprint"; })
      .with(carboy::page(24h).browser(10min).tag("imprint"));
  // [browser]
  // [cacheable]
  app.after_request(
         [](carboy::Response& response) { response.set_header("X-Content-Type-Options", "nosniff"); })
      .cacheable();
  // [cacheable]
  // [policy]
  static constexpr carboy::Wrapper fresh{{"guide.Fresh", 1, 0}};
  app.provide_page_policy(fresh, [](std::string_view options, carboy::PagePolicy& policy) {
    policy.age(options == "long" ? 1h : 1min).tag("headlines");
  });
  // [policy]
}
