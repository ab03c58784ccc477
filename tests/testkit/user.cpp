// Needs the service of another extension, and a wrapper, too, if USER_WRAPPED is defined.
#include "kit.h"

#include <string>

namespace {

void init_app(carboy::App& app) {
  auto counter = app.service<kit::Counter>();
  app.get("/user/count", [counter] { return "it counts " + std::to_string(counter->count()); });
#ifdef USER_WRAPPED
  app.get("/user/inside", [] { return "inside"; }).with(kit::members_only);
#endif
}

}  // namespace

CARBOY_EXTENSION(init_app)
