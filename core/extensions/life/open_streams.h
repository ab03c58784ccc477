// The exchanges that have a response body which one extension is sending.
//
// Thread rule: every function may be called from any thread.
#pragma once

#include <cstddef>
#include <mutex>
#include <set>
#include <utility>

#include "core/app/exchange.h"

namespace carboy::core::extensions {

class OpenStreams {
 public:
  void add(app::Exchange& exchange, bool event_stream);
  void remove(app::Exchange& exchange);
  std::size_t count() const;

  // Cancels the streams of server-sent events, which never end by themselves.
  void cancel_event_streams() { cancel(true); }
  void cancel_all() { cancel(false); }

 private:
  void cancel(bool only_events);

  mutable std::mutex mutex_;
  std::set<std::pair<app::Exchange*, bool>> streams_;  // true: server-sent events
};

}  // namespace carboy::core::extensions
