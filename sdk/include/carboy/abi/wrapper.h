// What a route is wrapped in: a check before its view, a header after it, or a policy by which the
// host stores its pages.
//
// Thread rule: many threads call handle() at once. The host calls the other functions on its
// life-cycle thread, each time before it publishes routes.
#pragma once

#include <carboy/abi/request.h>
#include <carboy/abi/types.h>

namespace carboy::abi {

// The rest of the way to the view. To be called at most once.
struct Next {
  Status (*function)(void* self) noexcept = nullptr;
  void* self = nullptr;

  Status operator()() const noexcept { return function(self); }
};

// What a wrapper does for a route: handle() runs around the view; page() says how the host stores
// the route's pages. Each value is one bit of the result of RouteWrapper::phases().
enum class WrapperPhase : uint32_t { handle = 1, page = 2 };

// How the host stores the pages of one route. The host implements it; it is valid during the call
// that it was passed to. Functions of later versions are added at the end.
struct PagePolicy : Service {
  // Sets for how many nanoseconds a stored page is answered. Without it no page is stored.
  virtual void set_age(int64_t nanoseconds) noexcept = 0;
  // Sets for how many nanoseconds a browser may use the page without asking again. Without it the
  // browser asks each time and gets 304 if the page is the same.
  virtual void set_browser_age(int64_t nanoseconds) noexcept = 0;
  // Names something that every page of the route depends on, as Host::depends_on() does.
  virtual void add_tag(Text tag) noexcept = 0;
  // Names a cookie that pages differ by although nobody reads it through the Request.
  virtual void add_vary_cookie(Text name) noexcept = 0;

 protected:
  ~PagePolicy() = default;
};

// Provided with Registrar::provide_wrapper() under the id that routes name. Every such id has this
// interface, and its minor version is that of the id. So the first function says how far this
// table reaches, and the second which of its functions the host calls.
struct RouteWrapper : Service {
  // Returns the SDK that the wrapper was compiled with, major << 16 | minor. The host calls no
  // function that was added later.
  virtual uint32_t sdk() noexcept = 0;
  // Returns what the wrapper does for a route with these options: the values of WrapperPhase that apply, added up. 0 means
  // that the options are wrong; the thread's error says why, and the routes are not published. The
  // host ignores bits that it does not know, and never calls a function whose bit is not set.
  virtual uint32_t phases(Text options) noexcept = 0;
  // Calls next() and returns what it returned, or makes the response itself and returns answered.
  virtual Status handle(Request* request, Response* response, Text options, Next next) noexcept = 0;
  // Describes to `policy` how pages are stored. failed and refused mean that the options are wrong.
  virtual Status page(Text options, PagePolicy* policy) noexcept = 0;

 protected:
  ~RouteWrapper() = default;
};

}  // namespace carboy::abi
