// error: rule_must_begin_with_a_slash
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.build_only("static/<path:file>");  // here
}
