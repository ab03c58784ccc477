// error: service_has_one_provider
#include <carboy/carboy.h>

struct Entries : carboy::Service {
  static constexpr carboy::ServiceId id{"guestbook.Entries", 1, 0};
  virtual std::uint64_t count() noexcept = 0;

 protected:
  ~Entries() = default;
};

void init_app(carboy::App& app) {
  auto entries = app.services<Entries>();  // here
}
