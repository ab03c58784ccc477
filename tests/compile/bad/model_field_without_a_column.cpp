// error: field_has_a_type_without_a_column
#include <carboy/carboy.h>
#include <carboy/model.h>

using namespace carboy::model;

struct Entry {
  void* id = nullptr;
  static constexpr auto model() {
    return table("t", field<&Entry::id>());  // here
  }
};

void init_app(carboy::App&) { carboy::describe_model<Entry>({}); }
