// error: state_update_returns_no_bytes
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.state().update("a", [](std::optional<std::string_view>) { return 5; });  // here
}
