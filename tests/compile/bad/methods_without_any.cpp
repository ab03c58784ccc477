// error: view_has_no_method
#include <carboy/carboy.h>

struct Items {
  const char* fetch() const { return "x"; }
};

void init_app(carboy::App& app) {
  app.view("/items", Items{});  // here
}
