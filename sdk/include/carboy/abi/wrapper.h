// What a route is wrapped in: a check before, a cache around, a header after its view.
//
// Thread rule: handle() is called by many threads at once.
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

// Provided under the id that routes name. Every such id has this interface.
struct RouteWrapper : Service {
  // Calls next() and returns what it gave, or makes the response itself and returns answered.
  virtual Status handle(Request* request, Response* response, Text options, Next next) noexcept = 0;

 protected:
  ~RouteWrapper() = default;
};

}  // namespace carboy::abi
