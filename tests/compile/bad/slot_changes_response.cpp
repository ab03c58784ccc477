// error: slot_does_not_take_what_the_signal_carries
#include <carboy/carboy.h>

void init_app(carboy::App& app) {
  app.on(carboy::signals::request_finished,  // here
         [](const carboy::Request&, carboy::Response& response) { response.set_body(""); });
}
