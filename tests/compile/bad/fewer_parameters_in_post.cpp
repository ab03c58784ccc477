// error: rule_has_fewer_parameters_than_view
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.post("/users", [](const carboy::Request&, int id) { return std::to_string(id); });  // here
}
