// error: rule_has_unknown_converter
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/users/<strnig:name>", [](std::string_view name) { return std::string(name); });  // here
}
