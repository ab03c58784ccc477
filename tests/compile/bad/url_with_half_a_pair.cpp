// error: url_for_takes_values_in_pairs
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/", [] { return carboy::url_for(".entry", "id"); });  // here
}
