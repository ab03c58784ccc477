// error: view_returns_no_response
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  const std::string rule = "/";
  app.get(carboy::RuntimeRule{rule}, [] { return 204; });  // here
}
