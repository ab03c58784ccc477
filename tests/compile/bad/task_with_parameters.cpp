// error: task_takes_parameters_it_is_not_given
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.every(std::chrono::hours(1), [](int) {});  // here
}
