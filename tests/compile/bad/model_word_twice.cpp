// error: field_has_a_word_twice
#include <carboy/carboy.h>
#include <carboy/model.h>

using namespace carboy::model;

struct Entry {
  std::string name;
  static constexpr auto model() {
    return table("t", field<&Entry::name>(length(3), length(4)));  // here
  }
};

void init_app(carboy::App&) { carboy::describe_model<Entry>({}); }
