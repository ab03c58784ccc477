// error: rule_has_unknown_converter
// mentions: int
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/users/<itn:id>", [](int id) { return std::to_string(id); });  // here
}
