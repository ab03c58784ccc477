// What registering a hook or an error handler returns, and what url_defaults functions receive.
//
// Thread rule: a Hook is to be used inside init_app only, on the thread that runs it; UrlValues
// inside the function it was passed to.
#pragma once

#include <carboy/abi/registrar.h>
#include <carboy/error.h>

#include <string_view>

namespace carboy {

// A registered hook or error handler, to describe it further:
//
//   app.before_request([counter] { counter->add(1); }).nonblocking();
class Hook {
 public:
  // Only Blueprint and App make these.
  explicit Hook(abi::Hook* hook) : hook_(hook) {}

  // Declares that the function never blocks and returns within microseconds, so that it may run on
  // an event loop. Routes that are nonblocking() run there only if everything around them is, too.
  Hook& nonblocking() {
    carboy::check(hook_->set_nonblocking());
    return *this;
  }
  // Declares that the effect of the function depends on nothing but what it reads from the request
  // and the database. If all hooks around a route say so, the host answers its stored pages without
  // running them, on an event loop.
  Hook& cacheable() {
    carboy::check(hook_->set_cacheable());
    return *this;
  }

 private:
  abi::Hook* hook_;
};

// The values of a URL that is being built, as a url_defaults function receives them.
class UrlValues {
 public:
  explicit UrlValues(abi::UrlValues* values) : values_(values) {}

  // Returns whether there is a value of that name.
  bool contains(std::string_view name) const { return values_->contains(name); }
  // Sets the value of that name, and replaces one that is there.
  void set(std::string_view name, std::string_view value) { values_->set(name, value); }

 private:
  abi::UrlValues* values_;
};

}  // namespace carboy
