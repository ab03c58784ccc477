#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/inline", [] { return "Hello, World!"; }).nonblocking();
  app.get("/pooled", [] { return "Hello, World!"; });
}

CARBOY_EXTENSION(init_app)
