#include <carboy/carboy.h>
#include <carboy/pages.h>

#include <chrono>

void init_app(carboy::App& app) {
  app.get("/inline", [] { return "Hello, World!"; }).nonblocking();
  app.get("/pooled", [] { return "Hello, World!"; });
  app.get("/stored", [] { return "Hello, World!"; }).with(carboy::page(std::chrono::hours(24)));
}

CARBOY_EXTENSION(init_app)
