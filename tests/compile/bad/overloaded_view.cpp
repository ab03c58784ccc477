// error: view_is_not_callable
#include <carboy/carboy.h>

struct Greeter {
  const char* operator()(std::string_view) const { return "text"; }
  const char* operator()(int) const { return "number"; }
};

void init_app(carboy::App& app) {
  app.get("/<name>", Greeter());  // here
}
