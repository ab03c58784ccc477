#include "core/app/context_stream.h"

#include <memory>
#include <utility>

#include "core/app/request_state.h"

namespace carboy::core::app {
namespace {

class ContextStream final : public http::BodyStream {
 public:
  ContextStream(const LifeOptions& options, const HostSignals& signals, Exchange& exchange,
                std::unique_ptr<http::BodyStream> inner)
      : life_(options, signals, exchange), exchange_(exchange), inner_(std::move(inner)) {}
  ~ContextStream() override { pop(); }
  ContextStream(const ContextStream&) = delete;
  ContextStream& operator=(const ContextStream&) = delete;

  State next(http::BodySink& sink) noexcept override {
    const CurrentExchange current(exchange_);
    if (!is_pushed_) {
      is_pushed_ = true;
      life_.push();
    }
    const State state = inner_->next(sink);
    if (state == State::failed) {
      exchange_.state().failure = thread_failure();
      exchange_.state().failed = true;
    }
    if (state != State::more) pop();
    return state;
  }
  bool is_event_stream() const noexcept override { return inner_->is_event_stream(); }

 private:
  void pop() noexcept {
    if (!is_pushed_ || is_popped_) return;
    is_popped_ = true;
    const CurrentExchange current(exchange_);
    life_.tear_down();
  }

  RequestLife life_;
  Exchange& exchange_;
  std::unique_ptr<http::BodyStream> inner_;
  bool is_pushed_ = false;
  bool is_popped_ = false;
};

}  // namespace

void keep_context(const LifeOptions& options, const HostSignals& signals,
                  Exchange& exchange) noexcept {
  http::Body& body = exchange.response.body;
  body.stream(std::make_unique<ContextStream>(options, signals, exchange, body.take_stream()));
}

}  // namespace carboy::core::app
