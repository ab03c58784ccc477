// error: rule_parameter_type_does_not_match__converter_uuid_gives_carboy_Uuid_or_text
// mentions: long
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/orders/<uuid:order>",  // here
          [](std::int64_t order) { return std::to_string(order); });
}
