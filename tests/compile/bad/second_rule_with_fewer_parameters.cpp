// error: rule_has_fewer_parameters_than_view
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/books/<int:page>", "/books/", [](int) { return "x"; });  // here
}
