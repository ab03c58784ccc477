// error: required_field_is_optional
#include <carboy/carboy.h>
#include <carboy/model.h>

using namespace carboy::model;

struct Entry {
  std::optional<std::string> name;
  static constexpr auto model() {
    return table("t", field<&Entry::name>(required));  // here
  }
};

void init_app(carboy::App&) { carboy::describe_model<Entry>({}); }
