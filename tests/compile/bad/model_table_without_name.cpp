// error: table_name_is_empty
#include <carboy/carboy.h>
#include <carboy/model.h>

using namespace carboy::model;

struct Entry {
  int id = 0;
  static constexpr auto model() {
    return table("", field<&Entry::id>());  // here
  }
};

void init_app(carboy::App&) { carboy::describe_model<Entry>({}); }
