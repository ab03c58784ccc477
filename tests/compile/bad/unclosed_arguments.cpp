// error: rule_has_unclosed_parameter
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/<any(a, b:page>", [](std::string_view page) { return std::string(page); });  // here
}
