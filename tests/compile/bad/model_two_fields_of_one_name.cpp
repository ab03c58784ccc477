// error: two_fields_have_one_name
#include <carboy/carboy.h>
#include <carboy/model.h>

using namespace carboy::model;

struct Entry {
  int id = 0;
  static constexpr auto model() {
    return table("t", field<&Entry::id>(), field<&Entry::id>(primary_key));  // here
  }
};

void init_app(carboy::App&) { carboy::describe_model<Entry>({}); }
