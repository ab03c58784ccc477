// error: rule_is_not_a_literal__write_carboy_RuntimeRule
#include <carboy/carboy.h>

std::string_view rule = "/";

void init_app(carboy::App& app) {
  app.get(rule, [] { return "x"; });  // here
}
