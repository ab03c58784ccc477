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

inline constexpr carboy::Signal<std::string_view, std::int64_t, double, bool, carboy::Value>
    counted{"kit.counted"};
inline constexpr carboy::Wrapper members_only{{"members.Only", 1, 0}};

}  // namespace kit
