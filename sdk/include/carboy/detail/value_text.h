// Numbers, dates, times and UUIDs as text in an arena.
#pragma once

#include <carboy/detail/arena.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace carboy::detail {

// Prints the shortest text that reads back as the same number.
template <class Number>
Text keep_number(abi::Arena* arena, Number number) {
  char digits[64];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  return detail::keep(arena, std::string_view(digits, static_cast<std::size_t>(end - digits)));
}

// The number without its fraction, or the nearest integer that there is; 0 if it is not a number.
inline std::int64_t whole(double number) {
  if (number >= 9223372036854775808.0) return INT64_MAX;
  if (number < -9223372036854775808.0) return INT64_MIN;
  return number == number ? static_cast<std::int64_t>(number) : 0;
}

// Characters on the stack, enough for a date and a time.
class TimeText {
 public:
  void put(char c) { text_[size_++] = c; }
  void put_number(std::int64_t number, int digits) {
    std::int64_t unit = 1;
    for (; digits > 1 || number / unit >= 10; --digits) unit *= 10;
    for (; unit > 0; unit /= 10) put(static_cast<char>('0' + number / unit % 10));
  }
  // Days since 1970-01-01, in the Gregorian calendar. After Howard Hinnant, "chrono-Compatible
  // Low-Level Date Algorithms", civil_from_days.
  void put_date(std::int64_t days) {
    const std::int64_t shifted = days + 719468;
    const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const std::int64_t day_of_era = shifted - era * 146097;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int64_t day = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t shifted_month = (5 * day + 2) / 153;
    const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    if (year < 0) put('-');
    put_number(year < 0 ? -year : year, 4);
    put('-');
    put_number(month, 2);
    put('-');
    put_number(day - (153 * shifted_month + 2) / 5 + 1, 2);
  }
  // Microseconds since midnight. A fraction is written only if there is one.
  void put_time(std::int64_t microseconds) {
    const std::int64_t seconds = microseconds / 1000000;
    put_number(seconds / 3600, 2);
    put(':');
    put_number(seconds / 60 % 60, 2);
    put(':');
    put_number(seconds % 60, 2);
    if (microseconds % 1000000 == 0) return;
    put('.');
    put_number(microseconds % 1000000, 6);
  }
  std::string_view view() const { return {text_, size_}; }

 private:
  char text_[96];
  std::size_t size_ = 0;
};

// Outside of these years, which the clocks of std::chrono reach, a date is printed as nothing.
inline constexpr std::int64_t kLastDay = 1000000000;
inline constexpr std::int64_t kDay = 86400000000;  // in microseconds

inline Text keep_date(abi::Arena* arena, std::int64_t days) {
  if (days > kLastDay || days < -kLastDay) return {"", 0};
  TimeText text;
  text.put_date(days);
  return detail::keep(arena, text.view());
}

inline Text keep_time(abi::Arena* arena, std::int64_t microseconds) {
  if (microseconds < 0) return {"", 0};
  TimeText text;
  text.put_time(microseconds);
  return detail::keep(arena, text.view());
}

inline Text keep_datetime(abi::Arena* arena, std::int64_t microseconds) {
  const std::int64_t days = microseconds / kDay - (microseconds % kDay < 0 ? 1 : 0);
  TimeText text;
  text.put_date(days);
  text.put('T');
  text.put_time(microseconds % kDay + (microseconds % kDay < 0 ? kDay : 0));
  text.put('Z');
  return detail::keep(arena, text.view());
}

// Prints 16 bytes with four hyphens (RFC 9562, section 4).
inline Text keep_uuid(abi::Arena* arena, std::string_view bytes) {
  auto* const text = static_cast<char*>(arena->allocate(36, 1));
  std::size_t size = 0;
  for (std::size_t i = 0; i < 16 && i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text[size++] = '-';
    const auto byte = static_cast<unsigned char>(bytes[i]);
    text[size++] = "0123456789abcdef"[byte >> 4];
    text[size++] = "0123456789abcdef"[byte & 15];
  }
  return {text, size};
}

}  // namespace carboy::detail
