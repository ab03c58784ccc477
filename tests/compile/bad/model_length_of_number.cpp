// error: length_is_for_text
#include <carboy/carboy.h>
#include <carboy/model.h>

using namespace carboy::model;

struct Entry {
  int id = 0;
  static constexpr auto model() {
    return table("t", field<&Entry::id>(length(3)));  // here
  }
};

void init_app(carboy::App&) { carboy::describe_model<Entry>({}); }
