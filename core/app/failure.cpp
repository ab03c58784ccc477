#include "core/app/failure.h"

#include <algorithm>

namespace carboy::core::app {

bool Failure::is(std::string_view id) const {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

Failure& thread_failure() noexcept {
  thread_local Failure failure;
  return failure;
}

void fail(int code, std::string_view id, std::string message) {
  Failure& failure = thread_failure();
  failure.code = code;
  failure.ids.assign(1, std::string(id));
  if (id != "carboy.Error") failure.ids.emplace_back("carboy.Error");
  failure.message = std::move(message);
}

}  // namespace carboy::core::app
