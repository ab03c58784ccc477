// Dates, times, UUIDs and decimal numbers as values.
//
// With this header templates and slots can read
//   std::chrono::sys_time                     a datetime, in UTC
//   std::chrono::year_month_day, sys_days and
//   local_days                                a date
//   std::chrono::hh_mm_ss                     a time of day
//   std::chrono::duration                     an integer of nanoseconds
//   carboy::Uuid                              a uuid
//   carboy::Decimal                           a decimal
// A datetime and a time are in microseconds; what is finer is rounded down.
//
// Thread rule: plain values.
#pragma once

#include <carboy/rule.h>
#include <carboy/value.h>

#include <chrono>
#include <string>

namespace carboy {

// An exact decimal number, as its digits: "-12.50". Nothing checks or computes it here.
struct Decimal {
  std::string digits;
  friend bool operator==(const Decimal&, const Decimal&) = default;
};

// A point of time without a time zone, as models keep it: microseconds, in UTC.
using DateTime = std::chrono::sys_time<std::chrono::microseconds>;

// A day of the calendar.
using Date = std::chrono::year_month_day;

// A time of day, to the microsecond.
using TimeOfDay = std::chrono::hh_mm_ss<std::chrono::microseconds>;

template <class Duration>
struct ValueTraits<std::chrono::sys_time<Duration>>;
template <>
struct ValueTraits<std::chrono::sys_days>;
template <>
struct ValueTraits<std::chrono::local_days>;
template <>
struct ValueTraits<std::chrono::year_month_day>;
template <class Duration>
struct ValueTraits<std::chrono::hh_mm_ss<Duration>>;
template <class Number, class Period>
struct ValueTraits<std::chrono::duration<Number, Period>>;
template <>
struct ValueTraits<Uuid>;
template <>
struct ValueTraits<Decimal>;

}  // namespace carboy

#include <carboy/detail/value_types.ipp>
