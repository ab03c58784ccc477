// error: view_takes_parameter_no_rule_gives
// mentions: bool
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/flags/<int:on>", [](bool on) { return on ? "on" : "off"; });  // here
}
