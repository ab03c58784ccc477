// The interfaces of what a request runs: views, hooks and error handlers.
//
// Thread rule: many threads call them at once, for different exchanges.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/app/exchange.h"
#include "core/app/failure.h"
#include "core/pages/page_policy.h"

namespace carboy::core::app {

enum class Outcome {
  done,      // a view made its response; a hook lets the request go on
  answered,  // a hook or wrapper made the response itself
  failed,    // thread_failure() is set
  declined,  // an error handler leaves the response to the plain page
};

class View {
 public:
  virtual ~View() = default;
  virtual Outcome call(Exchange& exchange) noexcept = 0;
};

// Base of what runs around a view. `nonblocking` means that it never blocks, so that it may run on
// an event loop. `cacheable` means that its effect depends on nothing but what it reads from the
// request and the database, so that a stored page has it already.
struct MayBlock {
  bool nonblocking = false;
  bool cacheable = false;
};

// Runs before or after a view.
class Hook : public MayBlock {
 public:
  virtual ~Hook() = default;
  virtual Outcome call(Exchange& exchange) noexcept = 0;
};

// Runs when a request is over. `failure` is null if the request ended without one.
class TeardownHook : public MayBlock {
 public:
  virtual ~TeardownHook() = default;
  virtual Outcome call(Exchange& exchange, const Failure* failure) noexcept = 0;
};

// The values of a URL that is being built, which a UrlDefaults can read and add to.
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

// Runs the inner wrappers and the view; a wrapper calls it.
struct Next {
  Outcome (*function)(void* self) noexcept = nullptr;
  void* self = nullptr;
  Outcome operator()() const noexcept { return function(self); }
};

// Runs a wrapper that a service provides. `provider` and `tag` come from the service registry.
using CallWrapper = Outcome (*)(void* provider, void* tag, Exchange& exchange,
                                std::string_view options, Next next) noexcept;

// What a wrapper does for routes with certain options.
struct WrapperAnswer {
  bool handles = true;                    // whether it runs around their views
  std::optional<pages::PagePolicy> page;  // how their pages are stored, if they are
  std::string mistake;                    // a sentence about the options; empty if they are right
};
// Asks a wrapper, before a generation is published.
using AskWrapper = WrapperAnswer (*)(void* provider, std::string_view options) noexcept;

}  // namespace carboy::core::app
