// error: argument_has_no_text
#include <carboy/carboy.h>

struct Entry {
  int id = 0;
};

void init_app(carboy::App& app) {
  app.get("/", [] { return carboy::url_for(".entry", "id", Entry()); });  // here
}
