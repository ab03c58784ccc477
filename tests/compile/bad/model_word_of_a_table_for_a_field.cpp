// error: word_is_not_for_a_field
#include <carboy/carboy.h>
#include <carboy/model.h>

using namespace carboy::model;

struct Entry {
  int id = 0;
  static constexpr auto model() {
    return table("t", field<&Entry::id>(order("id")));  // here
  }
};

void init_app(carboy::App&) { carboy::describe_model<Entry>({}); }
