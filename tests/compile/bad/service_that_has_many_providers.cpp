// error: service_has_many_providers
#include <carboy/carboy.h>

struct Card : carboy::Service {
  static constexpr carboy::ServiceId id{"admin.Card", 1, 0};
  static constexpr auto multiplicity = carboy::many;
  virtual carboy::Status render(carboy::TextSink out) noexcept = 0;

 protected:
  ~Card() = default;
};

void init_app(carboy::App& app) {
  auto card = app.service<Card>();  // here
}
