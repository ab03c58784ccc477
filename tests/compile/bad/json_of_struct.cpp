// error: value_has_no_json
// mentions: Entry
#include <carboy/carboy.h>
#include <carboy/json.h>

struct Entry {
  int id = 0;
};

void init_app(carboy::App& app) {
  app.get("/", [] { return carboy::json(Entry()); });  // here
}
