// error: rule_has_more_parameters_than_view
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  auto user = app.blueprint<"/users/<int:user>">("user");
  user.fallback([] { return "x"; });  // here
}
