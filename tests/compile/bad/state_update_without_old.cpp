// error: state_update_takes_something_else
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.state().update("a", [] { return "new"; });  // here
}
