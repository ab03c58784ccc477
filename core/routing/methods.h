// The HTTP methods that the rules of a map name, each a bit, so that a rule's are one number.
//
// Thread rule: not thread-safe while names are added; then any thread may read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::routing {

using MethodSet = std::uint64_t;

class MethodNames {
 public:
  static constexpr std::size_t kMost = 64;

  // The bit of `name`, made when there is none yet. Throws base::Error for more than kMost names
  // and for one that is no token (RFC 9110, section 5.6.2).
  MethodSet add(std::string_view name);

  // The bit of a method as a client sent it, without regard to ASCII case (as Werkzeug does); 0
  // for one that no rule names.
  MethodSet find(std::string_view name) const noexcept;

  // The names in alphabetical order.
  std::vector<std::string_view> names(MethodSet methods) const;

  // "GET, HEAD, POST", as the Allow field has it (RFC 9110, section 10.2.1).
  std::string joined(MethodSet methods) const;

 private:
  std::vector<std::string> names_;
};

}  // namespace carboy::core::routing
