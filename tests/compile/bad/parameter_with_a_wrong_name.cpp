// error: rule_parameter_name_is_not_letters_digits_and_underscores
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/users/<user-id>", [](std::string_view id) { return std::string(id); });  // here
}
