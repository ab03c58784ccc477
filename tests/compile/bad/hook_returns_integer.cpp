// error: hook_returns_no_response
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.before_request([](const carboy::Request&) { return 404; });  // here
}
