// error: rule_parameter_without_a_name
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/users/<>", [](std::string_view name) { return std::string(name); });  // here
}
