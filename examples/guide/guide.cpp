#include "guide.h"

void init_app(carboy::App& app) {
  add_routing(app);
  add_requests(app);
  add_responses(app);
  add_services(app);
}

CARBOY_EXTENSION(init_app)
