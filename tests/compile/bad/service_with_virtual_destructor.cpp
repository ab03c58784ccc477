// error: service_has_a_virtual_destructor
#include <carboy/carboy.h>

struct Entries : carboy::Service {
  static constexpr carboy::ServiceId id{"guestbook.Entries", 1, 0};
  virtual ~Entries() = default;
  virtual std::uint64_t count() noexcept = 0;
};

void init_app(carboy::App& app) {
  auto entries = app.find_service<Entries>();  // here
}
