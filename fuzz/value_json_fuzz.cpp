// Any text in JSON that crosses as a value: what the host makes of it can be printed, is read in
// place as what it is, and is not nested more deeply than code that walks it can bear.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/abi/values.h"

namespace {

void require_value_json(bool holds) {
  if (!holds) std::abort();
}

int depth_of(const nlohmann::json& json) {
  int deepest = 0;
  for (const auto& element : json) {
    if (element.is_structured()) deepest = std::max(deepest, depth_of(element));
  }
  return deepest + 1;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  carboy::core::abi::JsonSink sink;
  sink.json({reinterpret_cast<const char*>(data), size});
  const nlohmann::json& result = sink.result();
  const int depth = depth_of(result);
  require_value_json(depth <= 66);
  require_value_json(!result.dump().empty());
  carboy::core::abi::ValueArena arena;
  const nlohmann::json copy =
      carboy::core::abi::to_json(carboy::core::abi::value_of(result), arena);
  require_value_json(copy == result || depth > 60);
  return 0;
}
