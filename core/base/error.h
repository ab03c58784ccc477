// The exception of the host's own code. Its text is for people: it names both parties, the likely
// cause and what helps, and never a C++ type.
#pragma once

#include <stdexcept>
#include <string>

namespace carboy::core::base {

class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& text) : std::runtime_error(text) {}
};

}  // namespace carboy::core::base
