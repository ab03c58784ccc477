#include "core/extensions/life/open_streams.h"

namespace carboy::core::extensions {

void OpenStreams::add(app::Exchange& exchange, bool event_stream) {
  const std::lock_guard lock(mutex_);
  streams_.emplace(&exchange, event_stream);
}

void OpenStreams::remove(app::Exchange& exchange) {
  const std::lock_guard lock(mutex_);
  std::erase_if(streams_, [&](const auto& stream) { return stream.first == &exchange; });
}

std::size_t OpenStreams::count() const {
  const std::lock_guard lock(mutex_);
  return streams_.size();
}

void OpenStreams::cancel(bool only_events) {
  const std::lock_guard lock(mutex_);
  for (const auto& [exchange, events] : streams_) {
    if (only_events && !events) continue;
    exchange->cancel();
    if (exchange->carrier != nullptr) exchange->carrier->wake();
  }
}

}  // namespace carboy::core::extensions
