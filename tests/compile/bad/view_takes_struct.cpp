// error: view_takes_parameter_no_rule_gives
// mentions: Money
#include <carboy/carboy.h>

struct Money {
  long cents = 0;
};

void init_app(carboy::App& app) {
  app.get("/prices/<price>", [](Money) { return "x"; });  // here
}
