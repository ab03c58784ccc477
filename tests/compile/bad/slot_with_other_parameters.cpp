// error: slot_does_not_take_what_the_signal_carries
#include <carboy/carboy.h>

inline constexpr carboy::Signal<std::string_view> entry_added{"guestbook.entry_added"};

void init_app(carboy::App& app) {
  app.on(entry_added, [](std::int64_t) {});  // here
}
