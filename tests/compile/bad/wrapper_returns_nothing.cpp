// error: wrapper_takes_or_returns_something_else
#include <carboy/carboy.h>

inline constexpr carboy::Wrapper timed{{"timing.timed", 1, 0}};

void init_app(carboy::App& app) {
  auto wrapper = [](const carboy::Request&, carboy::Response&, std::string_view, carboy::Next) {};
  app.provide_wrapper(timed, wrapper);  // here
}
