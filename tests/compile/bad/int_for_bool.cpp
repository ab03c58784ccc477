// error: rule_parameter_type_does_not_match__converter_int_gives_an_integer
// mentions: bool
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/flags/<int:on>", [](bool on) { return on ? "on" : "off"; });  // here
}
