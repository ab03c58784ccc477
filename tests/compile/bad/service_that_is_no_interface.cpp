// error: service_is_no_interface
#include <carboy/carboy.h>

struct Entries {
  static constexpr carboy::ServiceId id{"guestbook.Entries", 1, 0};
  std::uint64_t count() { return 0; }
};

void init_app(carboy::App& app) {
  auto entries = app.service<Entries>();  // here
}
