// error: rule_parameter_type_does_not_match__converters_string_path_and_any_give_text
// mentions: Uuid
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.get("/<any(about, help):page>", [](carboy::Uuid) { return ""; });  // here
}
