// error: fields_are_members_of_different_structs
#include <carboy/carboy.h>
#include <carboy/model.h>

using namespace carboy::model;

struct Author {
  int id = 0;
};
struct Entry {
  int id = 0;
  static constexpr auto model() {
    return table("t", field<&Entry::id>(), field<&Author::id>());  // here
  }
};

void init_app(carboy::App&) { carboy::describe_model<Entry>({}); }
