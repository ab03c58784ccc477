#include "core/abi/stream_body.h"

#include <algorithm>

#include "core/app/request_state.h"

namespace carboy::core::abi {
namespace {

class Writer final : public carboy::abi::BodyWriter {
 public:
  explicit Writer(http::BodySink& sink) : sink_(sink) {}
  Status write(Bytes bytes) noexcept override {
    return sink_.write({bytes.data, bytes.size}) ? Status::ok : Status::cancelled;
  }
  void pause(int64_t nanoseconds) noexcept override {
    sink_.pause(std::chrono::nanoseconds(nanoseconds));
  }

 private:
  http::BodySink& sink_;
};

}  // namespace

StreamBody::StreamBody(app::Exchange& exchange, extensions::Scope& author,
                       carboy::abi::StreamCallback callback, bool event_stream)
    : exchange_(exchange), author_(author), callback_(callback), event_stream_(event_stream) {
  // The exchange keeps its route's extension until the body has been sent, but the author may be
  // the extension of a hook or a wrapper.
  const app::CompiledRoute* route = exchange_.state().route;
  if (route == nullptr || route->owner != &author_.owner()) {
    inside_ = author_.owner().enter(author_.owner().serial());
  }
  exchange_.state().unit.watch(this);
  holds(&author_);
}

StreamBody::~StreamBody() {
  {
    const app::CurrentUnit current(exchange_.state().unit);
    if (callback_.drop != nullptr) callback_.drop(callback_.self);
  }
  exchange_.state().unit.watch(nullptr);
  for (extensions::OpenStreams* streams : counted_in_) streams->remove(exchange_);
}

void StreamBody::holds(void* tag) noexcept {
  auto* const scope = static_cast<extensions::Scope*>(tag);
  extensions::OpenStreams& streams =
      scope == nullptr ? author_.registries().list_streams : scope->streams();
  if (std::find(counted_in_.begin(), counted_in_.end(), &streams) != counted_in_.end()) return;
  counted_in_.push_back(&streams);
  streams.add(exchange_, event_stream_);
}

http::BodyStream::State StreamBody::next(http::BodySink& sink) noexcept {
  const app::CurrentUnit current(exchange_.state().unit);
  const app::TimeInside inside(author_.owner().cost, app::Work::stream);
  Writer writer(sink);
  switch (callback_.function(callback_.self, &writer)) {
    case carboy::abi::StreamState::more:
      return State::more;
    case carboy::abi::StreamState::done:
      return State::done;
    case carboy::abi::StreamState::failed:
      break;
  }
  return State::failed;
}

}  // namespace carboy::core::abi
