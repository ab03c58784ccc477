// error: hook_takes_parameters_it_is_not_given
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/", [] {
    carboy::after_this_request([](int) {});  // here
    return "x";
  });
}
