// error: nme
#include <carboy/carboy.h>
#include <carboy/model.h>

using namespace carboy::model;

struct Entry {
  std::string name;
  static constexpr auto model() {
    return table("t", field<&Entry::nme>());  // here
  }
};

void init_app(carboy::App&) { carboy::describe_model<Entry>({}); }
