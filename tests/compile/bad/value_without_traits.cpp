// error: value_cannot_be_read
// mentions: Entry
#include <carboy/carboy.h>

struct Entry {
  int id = 0;
};
inline constexpr carboy::Signal<carboy::Value> entry_added{"guestbook.entry_added"};

void init_app(carboy::App& app) {
  app.signal(entry_added)(carboy::value_of(Entry()));  // here
}
