// An error on its way: what happened, as text ids and a status, never as a C++ type.
//
// Thread rule: plain data. thread_failure() is the calling thread's own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::app {

struct Failure {
  int code = 500;                // the HTTP status it stands for
  std::vector<std::string> ids;  // its own first, then those it is a case of
  std::string message;           // for the log; shown to a client only below 500

  bool is(std::string_view id) const;
  // It says what the client shall see: an HTTP error (Werkzeug's HTTPException), or any error with
  // a status below 500. Anything else is a fault of the app.
  bool is_answer() const;
};

// What every error, every HTTP error, and the error that stands for an unhandled one are cases of.
inline constexpr std::string_view kError = "carboy.Error";
inline constexpr std::string_view kHttpError = "carboy.HttpError";
inline constexpr std::string_view kInternalServerError = "carboy.InternalServerError";

// The HTTP error that stands for one nobody has handled (Werkzeug's InternalServerError with its
// original_exception): its ids, and behind them the original's.
Failure internal_server_error(const Failure& original);

// What the code that has just failed on this thread said about it.
Failure& thread_failure() noexcept;

// Sets this thread's failure to one of the host's own. An id other than carboy.Error below 500, and
// that of a service that is not there, is a case of carboy.HttpError.
void fail(int code, std::string_view id, std::string message);

}  // namespace carboy::core::app
