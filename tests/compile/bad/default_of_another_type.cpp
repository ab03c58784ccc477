// error: rule_parameter_type_does_not_match__converter_int_gives_an_integer
// mentions: string
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get({"/books/", {"page", 1}}, [](std::string page) { return page; });  // here
}
