// error: init_app_does_not_take_a_carboy_App
#include <carboy/carboy.h>

void init_app(int) {}

CARBOY_EXTENSION(init_app)  // here
