// error: rule_has_more_parameters_than_view
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get({"/books/", {"page", 1}}, [] { return "x"; });  // here
}
