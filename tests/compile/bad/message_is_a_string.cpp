// error: message_is_not_a_literal__write_braces_and_pass_it_as_an_argument
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/<name>", [](std::string name) {
    carboy::log::warning(name);  // here
    return "x";
  });
}
