#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  const auto greeting = app.config().get<std::string>("greeting");
  auto pages = app.blueprint("@NAME@", "/@NAME@");

  pages.get("/", [=] { return greeting + " from @NAME@!"; }).endpoint("index");
  pages.get("/<name>", [=](const std::string& name) { return greeting + ", " + name + "!"; })
      .endpoint("greet");
}

CARBOY_EXTENSION(init_app)
