#include "core/app/error_handlers.h"

namespace carboy::core::app {
namespace {

Owned<ErrorHandler> by_code(const CompiledBlueprint& level, int code) noexcept {
  for (const auto* errors : level.errors) {
    for (const auto& [handled, handler] : errors->by_code) {
      if (handled == code) return handler;
    }
  }
  return {};
}

Owned<ErrorHandler> by_ids(const CompiledBlueprint& level, const Failure& failure) noexcept {
  for (const auto* errors : level.errors) {
    for (const std::string& id : failure.ids) {
      for (const auto& [handled, handler] : errors->by_id) {
        if (handled == id) return handler;
      }
    }
  }
  return {};
}

}  // namespace

Owned<ErrorHandler> find_error_handler(const CompiledBlueprint& level,
                                       const Failure& failure) noexcept {
  const bool is_http = failure.is(kHttpError);
  Owned<ErrorHandler> found = is_http ? by_code(level, failure.code) : by_ids(level, failure);
  if (found.second != nullptr || !failure.is_answer()) return found;
  return is_http ? by_ids(level, failure) : by_code(level, failure.code);
}

}  // namespace carboy::core::app
