// error: rule_parameter_type_does_not_match__converter_float_gives_a_double
// mentions: int
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/at/<float:x>", [](int x) { return std::to_string(x); });  // here
}
