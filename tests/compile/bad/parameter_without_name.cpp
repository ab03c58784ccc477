// error: rule_parameter_without_a_name
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/users/<int:>", [](int id) { return std::to_string(id); });  // here
}
