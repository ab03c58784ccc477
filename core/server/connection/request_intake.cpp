#include "core/server/connection/request_intake.h"

#include <utility>

#include "core/base/system_error.h"

namespace carboy::core::server {
namespace {

constexpr int kReadsAtOnce = 4;                  // then other connections have their turn
constexpr std::uint64_t kSmallBody = 64 * 1024;  // not counted as an upload

}  // namespace

RequestIntake::RequestIntake(Context& context)
    : context_(context), reader_(context.options.limits) {}

RequestIntake::Status RequestIntake::receive(ClientSocket& socket) noexcept {
  for (int reads = 0; reads < kReadsAtOnce; ++reads) {
    if (context_.options.times_requests && begun_ == Clock::time_point{} && !reader_.empty()) {
      begun_ = Clock::now();
    }
    switch (reader_.parse()) {
      case RequestReader::Status::complete:
        return Status::complete;
      case RequestReader::Status::failed:
        return Status::failed;
      case RequestReader::Status::wants_continue:
        return Status::wants_continue;
      case RequestReader::Status::store:
        return take_upload() ? Status::store : Status::too_many_uploads;
      case RequestReader::Status::need_more:
        if (!take_upload()) return Status::too_many_uploads;
        break;
    }
    if (!socket.may_read()) return Status::need_more;
    const std::size_t count = socket.read(reader_.room());
    if (count == 0) return Status::need_more;
    reader_.received(count);
  }
  if (reader_.in_body()) begin_body();
  return Status::had_turn;
}

// Returns false if the client sends as many large bodies as it may.
bool RequestIntake::take_upload() noexcept {
  if (has_upload_ || reader_.body_received() <= kSmallBody) return true;
  has_upload_ = context_.connection_tracker.take_upload(client_);
  return has_upload_;
}

void RequestIntake::release_upload() noexcept {
  if (std::exchange(has_upload_, false)) context_.connection_tracker.release_upload(client_);
}

void RequestIntake::begin_body() noexcept {
  if (!body_rate_.is_running()) body_rate_.begin(Clock::now(), 0);
}

std::chrono::milliseconds RequestIntake::body_time_left() noexcept {
  begin_body();
  const Timeouts& timeouts = context_.options.timeouts;
  const Clock::time_point now = Clock::now();
  body_rate_.note(now, static_cast<std::int64_t>(reader_.body_received()));
  return std::chrono::ceil<std::chrono::milliseconds>(
      body_rate_.due(timeouts.body_idle, timeouts.body_rate, timeouts.grace) - now);
}

void RequestIntake::start_storing() noexcept {
  begin_body();
  storing_since_ = Clock::now();
  is_storing_ = true;
}

void RequestIntake::end_storing() noexcept {
  if (std::exchange(is_storing_, false)) body_rate_.excuse(Clock::now() - storing_since_);
}

void RequestIntake::store_piece() noexcept {
  const int error = reader_.store_piece();
  if (error == 0 || !context_.unstored.count_event()) return;
  context_.report("A request body cannot be stored in " +
                  context_.options.limits.temporary_folder.string() + ": " +
                  base::errno_text(error) + ".");
}

void RequestIntake::next() noexcept {
  forget_request();
  reader_.next();
}

void RequestIntake::forget_request() noexcept {
  release_upload();
  begun_ = {};
  body_rate_.end();
  is_storing_ = false;
}

void RequestIntake::free_file(WorkerPool::Lane lane) noexcept {
  auto file = reader_.take_file();
  if (file != nullptr) context_.pool.submit_rest(lane, [file = std::move(file)] {});
}

void RequestIntake::reset(WorkerPool::Lane lane) noexcept {
  free_file(lane);
  forget_request();
  reader_.reset();
}

}  // namespace carboy::core::server
