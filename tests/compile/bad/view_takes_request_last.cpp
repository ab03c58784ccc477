// error: view_takes_parameter_no_rule_gives
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/<name>", [](std::string_view, const carboy::Request&) { return "x"; });  // here
}
