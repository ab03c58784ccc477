// The step that answers the health check of a load balancer.
//
// Thread rule: immutable; any thread.
#pragma once

#include <string>
#include <utility>

#include "core/app/exchange.h"

namespace carboy::core::app {

class Health {
 public:
  // `path` is the path of the check, such as "/healthz". If it is empty, there is no check.
  explicit Health(std::string path) : path_(std::move(path)) {}

  // Returns whether the exchange is a GET or HEAD request for the path. The check comes before
  // every route, and no hook, error handler or slot runs for it. REQUIRES: find_route() was called.
  bool is_asked(const Exchange& exchange) const noexcept;

  // Answers a health check with 200 "ok", which must not be stored.
  bool before(Exchange& exchange) const noexcept;
  void after(Exchange&) const noexcept {}

 private:
  std::string path_;
};

}  // namespace carboy::core::app
