// error: setting_is_read_as_a_type_it_has_not
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  const auto hosts = app.config().get<std::vector<int>>("hosts");  // here
}
