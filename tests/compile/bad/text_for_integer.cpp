// error: rule_parameter_type_does_not_match__converters_string_path_and_any_give_text
// mentions: int
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/users/<name>",  // here
          [](const carboy::Request&, int id) { return std::to_string(id); });
}
