// The HTTP methods that the rules of a map name. Each is a bit, so that a rule's methods are one
// number.
//
// Thread rule: not thread-safe while names are added; afterwards any thread may read.
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

  // Returns the bit of `name`, assigning one to a new name. Throws base::Error for more than kMost
  // names and for a name that is not a token (RFC 9110, section 5.6.2).
  MethodSet add(std::string_view name);

  // Returns the bit of a method as a client sent it, ignoring ASCII case (as Werkzeug does), or 0
  // if no rule names the method.
  MethodSet find(std::string_view name) const noexcept;

  // Returns the names in alphabetical order.
  std::vector<std::string_view> names(MethodSet methods) const;

  // Returns the value of the Allow field: "GET, HEAD, POST" (RFC 9110, section 10.2.1).
  std::string joined(MethodSet methods) const;

 private:
  std::vector<std::string> names_;
};

}  // namespace carboy::core::routing
