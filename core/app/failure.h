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
};

// What the code that has just failed on this thread said about it.
Failure& thread_failure() noexcept;

// Sets this thread's failure to one of the host's own.
void fail(int code, std::string_view id, std::string message);

}  // namespace carboy::core::app
