// error: rule_parameter_type_does_not_match__converter_int_gives_an_integer
// mentions: string
#include <carboy/carboy.h>

struct Items {
  const char* get(int) const { return "x"; }
  const char* post(std::string) { return "x"; }
};

void init_app(carboy::App& app) {
  app.view("/items/<int:id>", Items{});  // here
}
