// error: view_returns_no_response
#include <carboy/carboy.h>

struct Entry {
  int id = 0;
};

void init_app(carboy::App& app) {
  app.get("/", [] { return Entry(); });  // here
}
