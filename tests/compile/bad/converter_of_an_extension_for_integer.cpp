// error: rule_has_unknown_converter
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/prices/<money:price>", [](int price) { return std::to_string(price); });  // here
}
