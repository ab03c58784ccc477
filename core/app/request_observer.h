// What is called after each request; the access log implements it.
//
// Thread rule: both functions may be called from any thread, also several at once.
#pragma once

#include "core/app/application.h"

namespace carboy::core::app {

class RequestObserver {
 public:
  // Called when the last byte of a response has left or its connection has ended. The exchange,
  // with the lease of its route's owner, is valid for the duration of the call.
  virtual void answered(Exchange& exchange) noexcept = 0;
  // Called for a request that the server has answered without the app.
  virtual void refused(const RefusedRequest& request) noexcept = 0;

 protected:
  ~RequestObserver() = default;
};

}  // namespace carboy::core::app
