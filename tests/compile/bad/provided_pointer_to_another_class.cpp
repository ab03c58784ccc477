// error: provided_object_does_not_implement_the_service
#include <carboy/carboy.h>

#include <memory>

struct Entries : carboy::Service {
  static constexpr carboy::ServiceId id{"guestbook.Entries", 1, 0};
  virtual std::uint64_t count() noexcept = 0;

 protected:
  ~Entries() = default;
};
struct Store {
  std::uint64_t count() { return 0; }
};

void init_app(carboy::App& app) {
  app.provide<Entries>(std::make_unique<Store>());  // here
}
