// A body that an extension makes while the server sends it.
#pragma once

#include <carboy/abi/request.h>

#include <vector>

#include "core/app/exchange.h"
#include "core/app/owner.h"
#include "core/app/unit.h"
#include "core/extensions/life/scope.h"
#include "core/http/message.h"

namespace carboy::core::abi {

// Keeps the extension loaded while it exists. Thread rule: that of http::BodyStream.
class StreamBody final : public http::BodyStream, private app::Unit::Watcher {
 public:
  StreamBody(app::Exchange& exchange, extensions::Scope& author,
             carboy::abi::StreamCallback callback, bool event_stream);
  ~StreamBody() override;
  StreamBody(const StreamBody&) = delete;
  StreamBody& operator=(const StreamBody&) = delete;

  State next(http::BodySink& sink) noexcept override;
  bool is_event_stream() const noexcept override { return event_stream_; }

 private:
  // A swap of a provider cancels the streams that keep it.
  void holds(void* tag) noexcept override;

  app::Exchange& exchange_;
  extensions::Scope& author_;
  app::Owner::Lease inside_;
  carboy::abi::StreamCallback callback_;
  bool event_stream_;
  std::vector<extensions::OpenStreams*> counted_in_;
};

}  // namespace carboy::core::abi
