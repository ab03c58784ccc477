// error: rule_is_not_a_literal__write_carboy_RuntimeRule
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  const std::string rule = "/" + std::string("x");
  app.get(rule, [] { return "x"; });  // here
}
