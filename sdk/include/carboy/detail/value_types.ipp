// Bodies of <carboy/value_types.h>.
#pragma once

#include <carboy/detail/value_text.h>
#include <carboy/value_types.h>

namespace carboy {

namespace detail {

// The base of kinds that are an integer: Traits has a function number(object).
template <class Traits, ValueKind Kind, Text (*Keep)(abi::Arena*, std::int64_t)>
struct NumberTraits : NoValue {
  static ValueKind kind(const void*) noexcept { return Kind; }
  static int64_t i64(const void* object) noexcept { return Traits::number(object); }
  static double f64(const void* object) noexcept {
    return static_cast<double>(Traits::number(object));
  }
  static Text text(const void* object, abi::Arena* arena) noexcept {
    return Keep(arena, Traits::number(object));
  }
  static void cell(const void* object, abi::Arena*, abi::Cell* cell) noexcept {
    detail::set_number(*cell, Kind, Traits::number(object));
  }
};
template <class Traits>
using DateTraits = NumberTraits<Traits, ValueKind::date, &detail::keep_date>;
template <class Traits>
using TimeTraits = NumberTraits<Traits, ValueKind::time, &detail::keep_time>;
template <class Traits>
using DateTimeTraits = NumberTraits<Traits, ValueKind::datetime, &detail::keep_datetime>;
template <class Traits>
using IntegerTraits = NumberTraits<Traits, ValueKind::i64, &detail::keep_number<std::int64_t>>;

}  // namespace detail

template <class Duration>
struct ValueTraits<std::chrono::sys_time<Duration>>
    : detail::DateTimeTraits<ValueTraits<std::chrono::sys_time<Duration>>> {
  static std::int64_t number(const void* object) {
    const auto& time = *static_cast<const std::chrono::sys_time<Duration>*>(object);
    return std::chrono::floor<std::chrono::microseconds>(time).time_since_epoch().count();
  }
};

template <>
struct ValueTraits<std::chrono::sys_days> : detail::DateTraits<ValueTraits<std::chrono::sys_days>> {
  static std::int64_t number(const void* object) {
    return static_cast<const std::chrono::sys_days*>(object)->time_since_epoch().count();
  }
};

template <>
struct ValueTraits<std::chrono::local_days>
    : detail::DateTraits<ValueTraits<std::chrono::local_days>> {
  static std::int64_t number(const void* object) {
    return static_cast<const std::chrono::local_days*>(object)->time_since_epoch().count();
  }
};

template <>
struct ValueTraits<std::chrono::year_month_day>
    : detail::DateTraits<ValueTraits<std::chrono::year_month_day>> {
  static std::int64_t number(const void* object) {
    const auto& date = *static_cast<const std::chrono::year_month_day*>(object);
    return std::chrono::sys_days(date).time_since_epoch().count();
  }
};

template <class Duration>
struct ValueTraits<std::chrono::hh_mm_ss<Duration>>
    : detail::TimeTraits<ValueTraits<std::chrono::hh_mm_ss<Duration>>> {
  static std::int64_t number(const void* object) {
    const auto& time = *static_cast<const std::chrono::hh_mm_ss<Duration>*>(object);
    return std::chrono::floor<std::chrono::microseconds>(time.to_duration()).count();
  }
};

template <class Number, class Period>
struct ValueTraits<std::chrono::duration<Number, Period>>
    : detail::IntegerTraits<ValueTraits<std::chrono::duration<Number, Period>>> {
  static std::int64_t number(const void* object) {
    const auto& time = *static_cast<const std::chrono::duration<Number, Period>*>(object);
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
  }
};

template <>
struct ValueTraits<Uuid> : NoValue {
  static std::string_view bytes(const void* object) {
    const auto& uuid = *static_cast<const Uuid*>(object);
    return {reinterpret_cast<const char*>(uuid.bytes.data()), uuid.bytes.size()};
  }
  static ValueKind kind(const void*) noexcept { return ValueKind::uuid; }
  static Text text(const void* object, abi::Arena* arena) noexcept {
    return detail::keep_uuid(arena, bytes(object));
  }
  static void cell(const void* object, abi::Arena*, abi::Cell* cell) noexcept {
    detail::set_chars(*cell, ValueKind::uuid, bytes(object));
  }
};

template <>
struct ValueTraits<Decimal> : NoValue {
  static ValueKind kind(const void*) noexcept { return ValueKind::decimal; }
  static Text text(const void* object, abi::Arena*) noexcept {
    return static_cast<const Decimal*>(object)->digits;
  }
};

}  // namespace carboy
