// error: rule_names_a_parameter_twice
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  auto user = app.blueprint<"/users/<int:id>">("user");
  user.get("/posts/<int:id>", [](int a, int b) { return std::to_string(a + b); });  // here
}
