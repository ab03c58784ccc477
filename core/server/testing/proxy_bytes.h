// PROXY headers of version 2 as bytes.
//
// Thread rule: plain functions.
#pragma once

#include <cstddef>
#include <string>

namespace carboy::core::server::testing {

inline std::string two_bytes(std::size_t number) {
  return {static_cast<char>(number >> 8U & 0xffU), static_cast<char>(number & 0xffU)};
}

inline std::string version_2(int command, int family, const std::string& rest) {
  std::string bytes("\r\n\r\n\0\r\nQUIT\n", 12);
  bytes += static_cast<char>(command);
  bytes += static_cast<char>(family);
  return bytes + two_bytes(rest.size()) + rest;
}

inline std::string addition(int type, const std::string& value) {
  return static_cast<char>(type) + two_bytes(value.size()) + value;
}

}  // namespace carboy::core::server::testing
