// What libcarboy-host.so is to a test program: "carboy.TestHost" 1.
//
// Thread rule: from any thread.
#pragma once

#include <carboy/abi/testing.h>

namespace carboy::core::test_host {

carboy::abi::TestHost* test_host() noexcept;

}  // namespace carboy::core::test_host
