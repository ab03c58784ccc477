// error: later_version_is_not_derived_from_the_service
#include <carboy/carboy.h>

struct Card : carboy::Service {
  static constexpr carboy::ServiceId id{"admin.Card", 1, 0};
  static constexpr auto multiplicity = carboy::many;
  virtual carboy::Status render(carboy::TextSink out) noexcept = 0;

 protected:
  ~Card() = default;
};
struct CardWithIcon : carboy::Service {
  static constexpr carboy::ServiceId id{"admin.Card", 1, 1};
  virtual carboy::Text icon() noexcept = 0;

 protected:
  ~CardWithIcon() = default;
};

void show(const carboy::Services<Card>& cards) {
  for (auto card : cards.use()) card.as<CardWithIcon>();  // here
}
