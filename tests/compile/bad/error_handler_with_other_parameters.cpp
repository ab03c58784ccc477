// error: hook_takes_parameters_it_is_not_given
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.error(404, [](int) { return "no"; });  // here
}
