// error: rule_has_fewer_parameters_than_view
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/users/<user>",  // here
          [](std::string_view, std::string_view post) { return std::string(post); });
}
