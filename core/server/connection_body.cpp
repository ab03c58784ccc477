// A connection while a request's body comes: how slowly it may, and the way of a large one to the
// disk.
#include <chrono>
#include <utility>

#include "core/base/system_error.h"
#include "core/server/connection/connection.h"
#include "core/server/loop.h"

namespace carboy::core::server {
namespace {

constexpr std::uint64_t kSmallBody = 64 * 1024;  // so much of each connection does no harm

}  // namespace

// False: the client has so many large bodies here that this one is refused.
bool Connection::take_upload() noexcept {
  if (uploads_ || reader().body_received() <= kSmallBody) return true;
  uploads_ = context_.connection_tracker.take_upload(client_);
  if (!uploads_) refuse({503, "Your address sends as many large requests as it may at once."});
  return uploads_;
}

void Connection::leave_upload() noexcept {
  if (std::exchange(uploads_, false)) context_.connection_tracker.leave_upload(client_);
}

// The disk is slow, and not the client.
bool Connection::store_body() noexcept {
  if (state_ != State::body) begin_body();
  transaction_->storing_since = TransferRate::Clock::now();
  if (lend(WorkerTask::store, true)) return false;
  broken_ = true;  // the pool has been stopped
  return true;
}

void Connection::excuse_storing() noexcept {
  transaction_->body_pace.excuse(TransferRate::Clock::now() - transaction_->storing_since);
}

// The room of a large file is not freed in an instant.
void Connection::let_file_go() noexcept {
  auto file = reader().take_file();
  if (file != nullptr) context_.pool.submit_rest(lane_, [file = std::move(file)] {});
}

void Connection::begin_body() noexcept {
  enter(State::body);
  transaction_->body_pace.begin(TransferRate::Clock::now(), 0);
}

bool Connection::wait_for_body() noexcept {
  if (!output().empty()) {  // "100 Continue" waits behind an answer
    broken_ = output().flush(fd_) == Output::Flushed::broken;
    if (broken_) return true;
  }
  if (state_ != State::body) begin_body();
  const Timeouts& timeouts = context_.options.timeouts;
  TransferRate& pace = transaction_->body_pace;
  const auto now = TransferRate::Clock::now();
  pace.note(now, static_cast<std::int64_t>(reader().body_received()));
  const auto due = pace.due(timeouts.body_idle, timeouts.body_rate, timeouts.grace);
  if (due <= now) {
    refuse({408, "The request's body came too slowly."});
    return true;
  }
  set_deadline(std::chrono::ceil<std::chrono::milliseconds>(due - now));
  return false;
}

void Connection::store_piece() noexcept {
  const int error = reader().store_piece();
  if (error != 0 && context_.unstored.happened()) {
    context_.report("A request body cannot be stored in " +
                    context_.options.limits.temporary_folder.string() + ": " +
                    base::errno_text(error) + ".");
  }
  hand_over();
}

}  // namespace carboy::core::server
