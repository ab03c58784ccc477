// The URL by which a load balancer asks whether this process serves.
//
// Thread rule: immutable; any thread.
#pragma once

#include <string>

#include "core/app/exchange.h"

namespace carboy::core::app {

class Health {
 public:
  // `path` as "/healthz"; empty: nothing is asked.
  explicit Health(std::string path) : path_(std::move(path)) {}

  // Whether the exchange is a GET or HEAD of the path, after find_route(). It comes before every
  // route, and no hook, handler or slot runs for it.
  bool is_asked(const Exchange& exchange) const noexcept;
  // 200 "ok", not to be stored.
  void answer(Exchange& exchange) const noexcept;

 private:
  std::string path_;
};

}  // namespace carboy::core::app
