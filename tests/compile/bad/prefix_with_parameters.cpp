// error: prefix_has_parameters__write_them_as_the_template_argument_of_blueprint
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  auto user = app.blueprint("user", "/users/<int:id>");  // here
}
