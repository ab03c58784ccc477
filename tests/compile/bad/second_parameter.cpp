// error: rule_parameter_type_does_not_match__converter_int_gives_an_integer
// mentions: string_view
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/users/<name>/<int:post>",  // here
          [](std::string_view name, std::string_view post) {
            return std::string(name) + std::string(post);
          });
}
