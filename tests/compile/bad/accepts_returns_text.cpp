// error: converter_function_is_something_else
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.converter("year", "[0-9]+", [](std::string_view text) { return std::string(text); });  // here
}
