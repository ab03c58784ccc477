// error: view_returns_no_response
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.error(404, [] {});  // here
}
