// Python's exceptions as errors with ids, for cases that name them.
#pragma once

#include <carboy/error.h>

#include <optional>
#include <string>
#include <string_view>

namespace carboy::conformance {

// Throws the error that stands for the exception of that name: an HTTP error for Werkzeug's, else
// one with the chain of Python's classes.
[[noreturn]] void raise(const std::string& name);

// What Flask's abort() does; the error's text is the exception's name.
[[noreturn]] void abort_with(int status);

// The status of one of Werkzeug's exceptions ("NotFound").
std::optional<int> status_of(std::string_view name);

// The id by which a handler for a class is registered: HTTPException, Exception and Python's own.
std::string id_of(const std::string& name);

// What Python would call the error: "ValueError", "NotFound", "InternalServerError<-ValueError".
std::string name_of(const ReceivedError& error);

}  // namespace carboy::conformance
