// error: table_has_no_such_field
#include <carboy/carboy.h>
#include <carboy/model.h>

using namespace carboy::model;

struct Entry {
  int id = 0;
  static constexpr auto model() {
    return table("t", field<&Entry::id>(), order("-writen"));  // here
  }
};

void init_app(carboy::App&) { carboy::describe_model<Entry>({}); }
