// error: rule_names_a_parameter_twice
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/<x>/<x>",  // here
          [](std::string_view a, std::string_view b) { return a < b ? "a" : "b"; });
}
