// error: rule_parameter_type_does_not_match__converter_int_gives_an_integer
// mentions: string_view
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  auto user = app.blueprint<"/users/<int:id>">("user");
  user.get("/<post>",  // here
           [](std::string_view id, std::string_view) { return std::string(id); });
}
