#include "core/app/failure.h"

#include <algorithm>

namespace carboy::core::app {

bool Failure::is(std::string_view id) const {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool Failure::is_answer() const { return code < 500 || is(kHttpError); }

Failure internal_server_error(const Failure& original) {
  Failure made;
  made.code = original.code >= 500 ? original.code : 500;
  made.ids = {std::string(kInternalServerError), std::string(kHttpError)};
  for (const std::string& id : original.ids) {
    if (id != kHttpError) made.ids.push_back(id);
  }
  made.message = original.message;
  return made;
}

Failure& thread_failure() noexcept {
  thread_local Failure failure;
  return failure;
}

void fail(int code, std::string_view id, std::string message) {
  Failure& failure = thread_failure();
  failure.code = code;
  failure.ids.assign(1, std::string(id));
  const bool is_http = code < 500 || id == "carboy.ServiceUnavailable";
  if (is_http && id != kHttpError && id != kError) failure.ids.emplace_back(kHttpError);
  if (id != kError) failure.ids.emplace_back(kError);
  failure.message = std::move(message);
  failure.headers.clear();
}

}  // namespace carboy::core::app
