// error: struct_has_no_model
#include <carboy/carboy.h>
#include <carboy/model.h>

struct Entry {
  int id = 0;
};

void init_app(carboy::App&) {
  carboy::describe_model<Entry>({});  // here
}
