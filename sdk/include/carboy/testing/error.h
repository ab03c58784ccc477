// What the test kit throws.
//
// Thread rule: as std::exception.
#pragma once

#include <stdexcept>

namespace carboy::testing {

// An app that does not start, a redirect in a circle, JSON that is none. what() is what the host
// says about it.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace carboy::testing
