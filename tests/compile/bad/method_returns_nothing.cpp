// error: view_returns_no_response
#include <carboy/carboy.h>

struct Items {
  void get() const {}
};

void init_app(carboy::App& app) {
  app.view("/items", Items{});  // here
}
