// An error while it is handled: text ids and a status, never a C++ type.
//
// Thread rule: plain data. thread_failure() is the calling thread's own.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carboy::core::app {

struct Failure {
  int code = 500;                // the HTTP status it stands for
  std::vector<std::string> ids;  // the most specific first, then the kinds that it belongs to
  std::string message;           // for the log; shown to a client only below 500
  std::vector<std::pair<std::string, std::string>> headers = {};  // of the response it becomes

  bool is(std::string_view id) const;
  // Returns whether the failure is meant for the client: an HTTP error (Werkzeug's HTTPException)
  // or any error with a status below 500. Anything else is a fault of the app.
  bool is_answer() const;
};

// The ids of every error, of every HTTP error, and of the error that replaces an unhandled one.
inline constexpr std::string_view kError = "carboy.Error";
inline constexpr std::string_view kHttpError = "carboy.HttpError";
inline constexpr std::string_view kInternalServerError = "carboy.InternalServerError";

// Returns the HTTP error that replaces an unhandled one (Werkzeug's InternalServerError with its
// original_exception): its own ids, followed by those of the original.
Failure internal_server_error(const Failure& original);

// Returns the failure that code on this thread has set most recently.
Failure& thread_failure() noexcept;

// Sets this thread's failure to one of the host itself. It is an HTTP error if the status is below
// 500 and the id is not carboy.Error, or if the id is that of a missing service.
void fail(int code, std::string_view id, std::string message);

}  // namespace carboy::core::app
