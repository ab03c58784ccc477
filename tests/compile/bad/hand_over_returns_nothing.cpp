// error: hand_over_save_returns_no_bytes
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.hand_over([] {}, [](std::string_view) {});  // here
}
