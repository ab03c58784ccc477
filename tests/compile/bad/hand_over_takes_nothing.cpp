// error: hand_over_take_takes_something_else
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.hand_over([] { return "x"; }, [] {});  // here
}
