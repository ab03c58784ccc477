// error: each_does_not_take_a_provider
#include <carboy/carboy.h>

struct Card : carboy::Service {
  static constexpr carboy::ServiceId id{"admin.Card", 1, 0};
  static constexpr auto multiplicity = carboy::many;
  virtual carboy::Status render(carboy::TextSink out) noexcept = 0;

 protected:
  ~Card() = default;
};

void show(const carboy::Services<Card>& cards) {
  cards.use().each([](Card*) {});  // here
}
