// error: view_is_not_callable
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/", carboy::status(204));  // here
}
