// The settings of an app that apply to all requests.
//
// Thread rule: filled in before the first request; read by all threads.
#pragma once

#include <string>
#include <vector>

#include "core/http/form.h"
#include "core/http/forwarded.h"
#include "core/http/query.h"

namespace carboy::core::app {

struct RequestOptions {
  http::FormLimits form;
  http::QueryLimits query;
  // Peers from which X-Forwarded-* and X-Request-Id are accepted.
  http::TrustedProxies proxies;
  http::ForwardedCounts forwarded;
  // Hosts that requests may be sent to; an empty list allows all. See http::host_is_trusted.
  std::vector<std::string> trusted_hosts;
};

}  // namespace carboy::core::app
