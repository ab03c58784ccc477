// Uses a service whose id begins with "carboy.", whoever provides it.
#include "kit.h"

#include <string>

namespace {

void init_app(carboy::App& app) {
  auto who = app.service<kit::Who>();
  app.get("/member", [who] {
    std::string name;
    carboy::check(who->name(carboy::into(name)));
    return name;
  });
}

}  // namespace

CARBOY_EXTENSION(init_app)
