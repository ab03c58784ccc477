// error: message_has_more_braces_than_arguments
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/", [] {
    carboy::log::info("{} of {}", 1);  // here
    return "x";
  });
}
