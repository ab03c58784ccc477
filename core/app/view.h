// What a request runs: views, hooks and error handlers, whoever wrote them.
//
// Thread rule: called by many threads at once, for different exchanges.
#pragma once

#include <functional>
#include <string_view>

#include "core/app/exchange.h"
#include "core/app/failure.h"

namespace carboy::core::app {

enum class Outcome {
  done,      // a view made its response; a hook lets the request go on
  answered,  // a hook or wrapper made the response itself
  failed,    // thread_failure() says why
  declined,  // an error handler leaves the answer to the plain page
};

class View {
 public:
  virtual ~View() = default;
  virtual Outcome call(Exchange& exchange) noexcept = 0;
};

// Of what runs around a view: its author says that it never blocks, so that it may run on the event
// loop's thread.
struct MayBlock {
  bool nonblocking = false;
};

// Before or after a request.
class Hook : public MayBlock {
 public:
  virtual ~Hook() = default;
  virtual Outcome call(Exchange& exchange) noexcept = 0;
};

// When a request is over; the failure is null when it ended without one.
class TeardownHook : public MayBlock {
 public:
  virtual ~TeardownHook() = default;
  virtual Outcome call(Exchange& exchange, const Failure* failure) noexcept = 0;
};

// The values of a URL being built, for a UrlDefaults to look at and add to.
class UrlValues {
 public:
  virtual bool contains(std::string_view name) const = 0;
  virtual void set(std::string_view name, std::string_view value) = 0;

 protected:
  ~UrlValues() = default;
};

// Adds values to the URLs of a blueprint's endpoints (Flask's url_defaults).
class UrlDefaults {
 public:
  virtual ~UrlDefaults() = default;
  virtual Outcome call(std::string_view endpoint, UrlValues& values) noexcept = 0;
};

class ErrorHandler : public MayBlock {
 public:
  virtual ~ErrorHandler() = default;
  virtual Outcome call(Exchange& exchange, const Failure& failure) noexcept = 0;
};

// The rest of the way to the view, for a wrapper to call.
struct Next {
  Outcome (*function)(void* self) noexcept = nullptr;
  void* self = nullptr;
  Outcome operator()() const noexcept { return function(self); }
};

// Runs a wrapper that a service provides: `provider` and `tag` are what the service registry gave.
using CallWrapper = Outcome (*)(void* provider, void* tag, Exchange& exchange,
                                std::string_view options, Next next) noexcept;

}  // namespace carboy::core::app
