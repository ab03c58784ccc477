// error: background_work_does_not_take_a_carboy_StopToken
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.background("worker", [] {});  // here
}
