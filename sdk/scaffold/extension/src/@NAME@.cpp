#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  const auto greeting = app.config().get<std::string>("greeting");
  auto pages = app.blueprint("@NAME@", "/@NAME@");

  pages.get("/", [=] { return greeting + " from @NAME@!"; }).endpoint("index");
  pages.get("/<name>", [=](std::string_view name) { return greeting + ", " + std::string(name) + "!"; })
      .endpoint("greet");
}

CARBOY_EXTENSION(init_app)
