// error: rule_has_more_parameters_than_view
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/users/<user>/<post>", [](std::string_view user) { return std::string(user); });  // here
}
