// What the test kit throws.
//
// Thread rule: as for std::exception.
#pragma once

#include <stdexcept>

namespace carboy::testing {

// Thrown when the app does not start, when redirects go in a circle, when a response is not JSON,
// and so on. what() is the report of the host.
//
//   EXPECT_THAT([&] { app.start(); },
//               testing::ThrowsMessage<carboy::testing::Error>(HasSubstr("page_size")));
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace carboy::testing
