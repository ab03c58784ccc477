// Maps Python's exceptions to errors with ids, for cases that name them.
#pragma once

#include <carboy/error.h>

#include <optional>
#include <string>
#include <string_view>

namespace carboy::conformance {

// Throws the error for the exception of that name: an HTTP error for one of Werkzeug's, otherwise
// an error with the chain of Python's classes.
[[noreturn]] void raise(const std::string& name);

// Does what Flask's abort() does; the error's text is the exception's name.
[[noreturn]] void abort_with(int status);

// Returns the status of one of Werkzeug's exceptions ("NotFound").
std::optional<int> status_of(std::string_view name);

// Returns the id under which a handler for a class is registered: HTTPException, Exception, or one
// of Python's own.
std::string id_of(const std::string& name);

// Returns Python's name for the error: "ValueError", "NotFound", "InternalServerError<-ValueError".
std::string name_of(const ReceivedError& error);

}  // namespace carboy::conformance
