// error: rule_has_unclosed_parameter
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/users/<user", [](std::string_view user) { return std::string(user); });  // here
}
