#include "guide.h"

void init_app(carboy::App& app) {
  add_routing(app);
  add_requests(app);
  add_responses(app);
  add_services(app);
  add_structured_values(app);
  add_models(app);
  add_keeping(app);
  add_pages(app);
  add_panel(app);
}

CARBOY_EXTENSION(init_app)
