// error: rule_parameter_type_does_not_match__converter_int_gives_an_integer
// mentions: string
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/users/<int:id>", [](std::string id) { return id; });  // here
}
