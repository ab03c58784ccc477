// The interface that the kernel calls after each request. The access log implements it.
//
// Thread rule: both functions may be called from any thread, also several at once.
#pragma once

#include "core/app/application.h"

namespace carboy::core::app {

class RequestObserver {
 public:
  // Called when the last byte of a response was sent or its connection has ended. The exchange and
  // the lease of its route's owner are valid during the call.
  virtual void answered(Exchange& exchange) noexcept = 0;
  // Called for a request that the server has rejected without the app.
  virtual void refused(const RefusedRequest& request) noexcept = 0;

 protected:
  ~RequestObserver() = default;
};

}  // namespace carboy::core::app
