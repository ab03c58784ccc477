// error: stream_takes_or_returns_something_else
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/", [] { return carboy::stream([](carboy::Stream& out) { out.write("x"); }); });  // here
}
