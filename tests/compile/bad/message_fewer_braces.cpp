// error: message_has_fewer_braces_than_arguments
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/", [] {
    carboy::log::error("kept", 1);  // here
    return "x";
  });
}
