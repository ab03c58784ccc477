// error: table_has_no_fields
#include <carboy/carboy.h>
#include <carboy/model.h>

using namespace carboy::model;

struct Entry {
  int id = 0;
  static constexpr auto model() {
    return table("t", label("Entry"));  // here
  }
};

void init_app(carboy::App&) { carboy::describe_model<Entry>({}); }
