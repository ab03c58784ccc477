// Times, dates, UUIDs and decimal numbers as JSON, in the form in which Flask writes them.
//
// With this header carboy::json() takes
//   std::chrono::sys_time          "Thu, 02 Jan 2020 00:00:00 GMT" (RFC 9110, section 5.6.7)
//   std::chrono::year_month_day    the same, at midnight
//   carboy::Uuid                   "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
//   carboy::Decimal                "1.10"
//
// Thread rule: plain values.
#pragma once

#include <carboy/json.h>
#include <carboy/value_types.h>

#include <chrono>

namespace carboy {

template <class Duration>
struct JsonTraits<std::chrono::sys_time<Duration>> {
  static nlohmann::json to(std::chrono::sys_time<Duration> time);
};

template <>
struct JsonTraits<std::chrono::year_month_day> {
  static nlohmann::json to(std::chrono::year_month_day date);
};

template <>
struct JsonTraits<Uuid> {
  static nlohmann::json to(const Uuid& uuid);
};

// A string, since a reader would round a number.
template <>
struct JsonTraits<Decimal> {
  static nlohmann::json to(const Decimal& decimal) { return decimal.digits; }
};

}  // namespace carboy

#include <carboy/detail/json_types.ipp>
