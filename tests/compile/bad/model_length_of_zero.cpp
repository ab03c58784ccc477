// error: length_is_not_positive
#include <carboy/carboy.h>
#include <carboy/model.h>

using namespace carboy::model;

struct Entry {
  std::string name;
  static constexpr auto model() {
    return table("t", field<&Entry::name>(length(0)));  // here
  }
};

void init_app(carboy::App&) { carboy::describe_model<Entry>({}); }
