// error: argument_has_no_text
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/", [] {
    static int kept = 0;
    carboy::log::info("kept {}", &kept);  // here
    return "x";
  });
}
