#include "lifecycle_errors.h"

#include <deque>
#include <map>

namespace carboy::conformance {
namespace {

constexpr std::string_view kPrefix = "python.";

const std::map<std::string, int, std::less<>>& statuses() {
  static const std::map<std::string, int, std::less<>> kStatuses = {
      {"BadRequest", 400},
      {"Unauthorized", 401},
      {"Forbidden", 403},
      {"NotFound", 404},
      {"MethodNotAllowed", 405},
      {"NotAcceptable", 406},
      {"RequestTimeout", 408},
      {"Conflict", 409},
      {"Gone", 410},
      {"LengthRequired", 411},
      {"PreconditionFailed", 412},
      {"RequestEntityTooLarge", 413},
      {"RequestURITooLarge", 414},
      {"UnsupportedMediaType", 415},
      {"RequestedRangeNotSatisfiable", 416},
      {"ExpectationFailed", 417},
      {"ImATeapot", 418},
      {"MisdirectedRequest", 421},
      {"UnprocessableEntity", 422},
      {"Locked", 423},
      {"FailedDependency", 424},
      {"PreconditionRequired", 428},
      {"TooManyRequests", 429},
      {"RequestHeaderFieldsTooLarge", 431},
      {"UnavailableForLegalReasons", 451},
      {"InternalServerError", 500},
      {"NotImplemented", 501},
      {"BadGateway", 502},
      {"ServiceUnavailable", 503},
      {"GatewayTimeout", 504},
      {"HTTPVersionNotSupported", 505}};
  return kStatuses;
}

// The base class of each class, unless that is Exception itself.
std::string_view base_of(std::string_view name) {
  static const std::map<std::string_view, std::string_view> kBases = {
      {"KeyError", "LookupError"},
      {"IndexError", "LookupError"},
      {"ZeroDivisionError", "ArithmeticError"},
      {"OverflowError", "ArithmeticError"},
      {"FloatingPointError", "ArithmeticError"},
      {"UnicodeError", "ValueError"},
      {"UnicodeDecodeError", "UnicodeError"},
      {"FileNotFoundError", "OSError"},
      {"PermissionError", "OSError"},
      {"ConnectionError", "OSError"},
      {"TimeoutError", "OSError"},
      {"NotImplementedError", "RuntimeError"},
      {"RecursionError", "RuntimeError"},
      {"ModuleNotFoundError", "ImportError"}};
  const auto found = kBases.find(name);
  return found == kBases.end() ? std::string_view() : found->second;
}

// Returns an id that is valid until the program ends.
const ErrorId& python_id(std::string_view name) {
  struct Kept {
    std::string text;
    ErrorId id;
  };
  static std::deque<Kept> kept;
  const std::string full = std::string(kPrefix) + std::string(name);
  for (const Kept& one : kept) {
    if (one.text == full) return one.id;
  }
  const std::string_view base = base_of(name);
  const ErrorId* parent = base.empty() ? &Error::id : &python_id(base);
  Kept& made = kept.emplace_back(Kept{full, {}});
  made.id = {made.text, parent};
  return made.id;
}

std::string name_of_status(int status) {
  for (const auto& [name, known] : statuses()) {
    if (known == status) return name;
  }
  return "HTTPException";
}

std::string python_name(std::string_view id) {
  if (id.starts_with(kPrefix)) return std::string(id.substr(kPrefix.size()));
  return id == std::string_view(Error::id.name) ? "Exception" : std::string(id);
}

}  // namespace

std::optional<int> status_of(std::string_view name) {
  const auto found = statuses().find(name);
  if (found == statuses().end()) return std::nullopt;
  return found->second;
}

void raise(const std::string& name) {
  if (const auto status = status_of(name)) throw HttpError(*status, name);
  if (name == "Exception") throw Error(Error::id, 500, name);
  throw Error(python_id(name), 500, name);
}

void abort_with(int status) { throw HttpError(status, name_of_status(status)); }

std::string id_of(const std::string& name) {
  if (name == "Exception") return std::string(std::string_view(Error::id.name));
  if (name == "HTTPException") return std::string(std::string_view(HttpError::id.name));
  return std::string(kPrefix) + name;
}

std::string name_of(const ReceivedError& error) {
  if (error.name() == std::string_view(InternalServerError::id.name)) {
    // Of an HTTP error, the host keeps only the text.
    const bool was_http = status_of(error.what()).has_value();
    return "InternalServerError<-" +
           (was_http ? std::string(error.what()) : python_name(error.name_at(2)));
  }
  return error.is(HttpError::id) ? name_of_status(error.code()) : python_name(error.name());
}

}  // namespace carboy::conformance
