// error: table_name_is_no_identifier__use_lower_case_letters_digits_and_underscores
#include <carboy/carboy.h>
#include <carboy/model.h>

using namespace carboy::model;

struct Entry {
  int id = 0;
  static constexpr auto model() {
    return table("my entry", field<&Entry::id>());  // here
  }
};

void init_app(carboy::App&) { carboy::describe_model<Entry>({}); }
