// The services and signals of the extension `kit`.
#pragma once

#include <carboy/carboy.h>

namespace kit {

struct Counter : carboy::Service {
  static constexpr carboy::ServiceId id{"kit.Counter", 1, 0};
  virtual std::int64_t count() noexcept = 0;

 protected:
  ~Counter() = default;
};

// Has many providers.
struct Badge : carboy::Service {
  static constexpr carboy::ServiceId id{"kit.Badge", 1, 0};
  static constexpr auto multiplicity = carboy::many;
  virtual carboy::Status write(carboy::TextSink out) noexcept = 0;

 protected:
  ~Badge() = default;
};
// The same, but one that fails refuses what it is asked for.
struct Stamp {
  using Interface = Badge;
  static constexpr carboy::ServiceId id{"kit.Stamp", 1, 0};
  static constexpr auto multiplicity = carboy::many;
  static constexpr auto on_failure = carboy::refuse;
};

// Belongs to no extension.
struct Who : carboy::Service {
  static constexpr carboy::ServiceId id{"carboy.Who", 1, 0};
  virtual carboy::Status name(carboy::TextSink out) noexcept = 0;

 protected:
  ~Who() = default;
};

inline constexpr carboy::Signal<std::string_view, std::int64_t, double, bool, carboy::Value>
    counted{"kit.counted"};
inline constexpr carboy::Wrapper members_only{{"members.Only", 1, 0}};

}  // namespace kit
