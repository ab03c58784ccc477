// error: argument_has_no_text
// mentions: Entry
#include <carboy/carboy.h>

struct Entry {
  int id = 0;
};

void init_app(carboy::App& app) {
  app.get("/", [] {
    carboy::log::info("kept {}", Entry());  // here
    return "x";
  });
}
