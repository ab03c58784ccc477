// Bodies of <carboy/json_types.h>.
#pragma once

#include <carboy/json_types.h>

#include <cstddef>
#include <string_view>

namespace carboy {

namespace detail {

inline void append_padded(std::string& out, long number, std::size_t digits) {
  const std::string text = std::to_string(number);
  if (text.size() < digits) out.append(digits - text.size(), '0');
  out += text;
}

// "Thu, 02 Jan 2020 00:00:00 GMT" (RFC 9110, section 5.6.7).
inline std::string http_date(std::chrono::sys_seconds time) {
  constexpr std::string_view kDays = "SunMonTueWedThuFriSat";
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::string text(kDays.substr(std::chrono::weekday(day).c_encoding() * 3, 3));
  text += ", ";
  detail::append_padded(text, static_cast<unsigned>(date.day()), 2);
  text.append(" ").append(kMonths.substr((static_cast<unsigned>(date.month()) - 1) * 3, 3));
  text += ' ';
  detail::append_padded(text, static_cast<int>(date.year()), 4);
  text += ' ';
  detail::append_padded(text, clock.hours().count(), 2);
  text += ':';
  detail::append_padded(text, clock.minutes().count(), 2);
  text += ':';
  detail::append_padded(text, clock.seconds().count(), 2);
  return text + " GMT";
}

}  // namespace detail

template <class Duration>
nlohmann::json JsonTraits<std::chrono::sys_time<Duration>>::to(
    std::chrono::sys_time<Duration> time) {
  return detail::http_date(std::chrono::floor<std::chrono::seconds>(time));
}

inline nlohmann::json JsonTraits<std::chrono::year_month_day>::to(
    std::chrono::year_month_day date) {
  return detail::http_date(std::chrono::sys_days(date));
}

inline nlohmann::json JsonTraits<Uuid>::to(const Uuid& uuid) {
  std::string text;
  for (std::size_t i = 0; i < uuid.bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += "0123456789abcdef"[uuid.bytes[i] >> 4];
    text += "0123456789abcdef"[uuid.bytes[i] & 15];
  }
  return text;
}

}  // namespace carboy
