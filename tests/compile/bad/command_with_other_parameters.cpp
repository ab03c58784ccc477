// error: command_does_not_take_a_carboy_Cli
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.command("purge", "Remove old entries", [](int) {});  // here
}
