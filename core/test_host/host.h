// The interface of libcarboy-host.so for test programs: "carboy.TestHost" 1.
//
// Thread rule: any thread.
#pragma once

#include <carboy/abi/testing.h>

namespace carboy::core::test_host {

carboy::abi::TestHost* test_host() noexcept;

}  // namespace carboy::core::test_host
