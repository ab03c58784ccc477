#include "core/access_log/access_log.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "core/access_log/access_entry.h"
#include "core/base/error.h"
#include "core/base/own_threads.h"
#include "core/base/system_error.h"

namespace carboy::core::access_log {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t kEnough = 64 * 1024;     // bytes for which the writer does not wait for more
constexpr milliseconds kCheckInterval{1000};   // between two checks whether the file was moved
constexpr milliseconds kReportInterval{1000};  // between two reports of lost lines
constexpr milliseconds kWriteTimeout{100};     // between two checks whether the log is to end

std::uint64_t count_lines(std::string_view text) {
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string describe(int error) {
  return error == ENXIO ? "it is a pipe without a reader" : base::errno_text(error);
}

}  // namespace

AccessLog::AccessLog(AccessLogOptions options)
    : options_(std::move(options)), file_(options_.file) {
  if (const int error = file_.open(); error != 0) {
    throw base::Error(options_.name + " cannot be opened: " + describe(error) + ".");
  }
  buffer_.reserve(options_.buffer);
  thread_ = std::thread([this] { run(); });
}

AccessLog::~AccessLog() {
  stops_at_.store((Clock::now() + options_.timeout).time_since_epoch().count());
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void AccessLog::answered(app::Exchange& exchange) noexcept {
  try {
    write(entry_of(exchange, options_.format));
  } catch (const std::bad_alloc&) {
    lost_.fetch_add(1);
  }
}

void AccessLog::refused(const app::RefusedRequest& request) noexcept { write(entry_of(request)); }

void AccessLog::write(const AccessEntry& entry) noexcept {
  try {
    thread_local std::string line;
    line.clear();
    append_access_line(line, entry, options_.format);
    bool wakes = false;
    {
      const std::lock_guard lock(mutex_);
      const std::size_t before = buffer_.size();
      if (before + line.size() > options_.buffer) {
        lost_.fetch_add(1, std::memory_order_relaxed);
        return;
      }
      buffer_.append(line);
      wakes = before == 0 || (before < kEnough && buffer_.size() >= kEnough);
    }
    if (wakes) wake_.notify_one();
  } catch (const std::bad_alloc&) {
    lost_.fetch_add(1, std::memory_order_relaxed);
  }
}

void AccessLog::reopen() noexcept {
  {
    const std::lock_guard lock(mutex_);
    reopen_ = true;
  }
  wake_.notify_one();
}

void AccessLog::run() {
  base::adopt_this_thread("carboy-access");
  std::string lines;
  lines.reserve(options_.buffer);
  const auto is_called = [this] { return stopping_ || reopen_; };
  const auto has_work = [&] { return is_called() || !buffer_.empty(); };
  std::unique_lock lock(mutex_);
  for (;;) {
    lost_ > 0 ? static_cast<void>(wake_.wait_for(lock, kReportInterval, has_work))
              : wake_.wait(lock, has_work);
    wake_.wait_for(lock, options_.delay, [&] { return is_called() || buffer_.size() >= kEnough; });
    const bool is_last = stopping_;
    const bool reopen = std::exchange(reopen_, false);
    lines.swap(buffer_);
    lock.unlock();
    reopen_if_moved(reopen);
    put(lines);
    lines.clear();
    report_lost(is_last);
    lock.lock();
    if (is_last && buffer_.empty()) return;
  }
}

void AccessLog::reopen_if_moved(bool at_once) {
  const auto now = Clock::now();
  if (!at_once && now - checked_at_ < kCheckInterval) return;
  checked_at_ = now;
  if (!at_once && !file_.has_moved()) return;
  const int error = file_.open();
  if (error == 0) {
    is_torn_ = cannot_reopen_ = false;
  } else if (!std::exchange(cannot_reopen_, true)) {
    options_.report(base::LogLevel::error,
                    title() + " cannot be opened again: " + describe(error) +
                        ". Lines still go to the file that was open before.");
  }
}

void AccessLog::put(std::string_view lines) {
  if (lines.empty()) return;
  if (is_torn_ && file_.write("\n", kWriteTimeout).error == 0) is_torn_ = false;
  for (;;) {
    const auto [count, error] = file_.write(lines, kWriteTimeout);
    if (count > 0) is_torn_ = lines[count - 1] != '\n';
    lines.remove_prefix(count);
    if (error == 0) break;
    if (error != EAGAIN || has_timed_out()) return give_up(lines, error);
  }
  if (!std::exchange(is_failing_, false)) return;
  options_.report(base::LogLevel::warning, title() + " can be written again.");
}

void AccessLog::give_up(std::string_view lines, int error) {
  lost_.fetch_add(count_lines(lines), std::memory_order_relaxed);
  if (std::exchange(is_failing_, true)) return;
  const std::string why = error == EAGAIN ? "its reader takes nothing" : describe(error);
  options_.report(base::LogLevel::error, title() + " cannot be written: " + why +
                                             ". Lines are lost until writing works again.");
}

void AccessLog::report_lost(bool is_last) {
  if (!is_last && (is_failing_ || Clock::now() - reported_at_ < kReportInterval)) return;
  const std::uint64_t lost = lost_.exchange(0);
  if (lost == 0) return;
  reported_at_ = Clock::now();
  options_.report(base::LogLevel::warning, title() + " has lost " + std::to_string(lost) +
                                               (lost == 1 ? " line" : " lines") +
                                               ", which could not be written in time.");
}

bool AccessLog::has_timed_out() const {
  return stopping_ && Clock::now().time_since_epoch().count() >= stops_at_.load();
}

}  // namespace carboy::core::access_log
