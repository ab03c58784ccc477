// error: rule_must_begin_with_a_slash
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  auto user = app.blueprint<"users/<int:id>">("user");  // here
}
