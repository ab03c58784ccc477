// error: service_has_no_id
#include <carboy/carboy.h>

struct Entries : carboy::Service {
  virtual std::uint64_t count() noexcept = 0;

 protected:
  ~Entries() = default;
};

void init_app(carboy::App& app) {
  auto entries = app.service<Entries>();  // here
}
