#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  const auto rule = app.config().get<std::string>("rule");
  app.get(carboy::RuntimeRule{rule}, [rule] { return "This is " + rule + "."; });
}

CARBOY_EXTENSION(init_app)
