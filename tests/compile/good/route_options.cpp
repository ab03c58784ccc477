// The options of routes, groups and converters.
#include <carboy/carboy.h>
struct Items {
  std::string get(int id) const { return std::to_string(id); }
  carboy::Response post(const carboy::Request&, int) { return carboy::status(204); }
  const char* del(long) const { return "x"; }
};
void init_app(carboy::App& app) {
  app.converter("year", "[12][0-9]{3}");
  app.converter("tag", "[a-z]+", 60);
  app.converter("tags", "[a-z+]+", [](std::string_view t) { return t.size() < 5; });
  app.get("/books/<int:page>", {"/books/", {"page", 1}}, [](int p) { return std::to_string(p); })
      .endpoint("books");
  app.get({"/x/", {"n", "a"}, {"m", 2.5}},
          [](std::string_view n, double) { return std::string(n); });
  app.route({"GET", "POST"}, "/a", "/b", [] { return "x"; });
  app.view("/items/<int:id>", Items{}).endpoint("items");
  app.build_only("/static/<path:f>").endpoint("static");
  app.redirect("/old/<int:id>", "/items/<id>");
  auto b = app.blueprint<"/users/<int:user>">("user");
  b.fallback([](int user) { return carboy::Response(std::to_string(user), 404); });
  b.subdomain("x").get("/", [](int) { return "x"; }).strict_slashes(false);
  b.before_app_request([] {});
  b.app_error<carboy::HttpError>(
      [](const carboy::ReceivedError&) -> std::optional<carboy::Response> { return std::nullopt; });
  b.app_error(404, [] { return "x"; });
  b.url_defaults([](std::string_view, carboy::UrlValues& v) { v.set("a", "b"); });
  app.teardown_app([](const carboy::ReceivedError*) {});
  app.teardown_app([] {});
  app.on(carboy::signals::got_request_exception,
         [](const carboy::Request&, const carboy::ReceivedError&) {});
  app.on(carboy::signals::appcontext_tearing_down,
         [](const carboy::Request&, const carboy::ReceivedError*) {});
  app.get("/s", [] {
    carboy::after_this_request([](carboy::Response& r) { r.set_header("X", "y"); });
    return carboy::stream_with_context([](carboy::Stream&) { return false; });
  });
}
CARBOY_EXTENSION(init_app)
