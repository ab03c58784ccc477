// error: view_takes_parameter_no_rule_gives
#include <carboy/carboy.h>

struct Money {
  long cents = 0;
};

void init_app(carboy::App& app) {
  const std::string rule = "/<price>";
  app.get(carboy::RuntimeRule{rule}, [](Money) { return "x"; });  // here
}
