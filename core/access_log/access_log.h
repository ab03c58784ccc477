// The access log: one line for each request that was answered, written by a thread of its own.
//
// Thread rule: every function may be called from any thread. Only the constructor and the
// destructor wait for the disk.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "core/access_log/access_line.h"
#include "core/access_log/log_file.h"
#include "core/app/request_observer.h"
#include "core/base/log.h"

namespace carboy::core::access_log {

struct AccessLogOptions {
  std::filesystem::path file;  // "-" is standard output
  std::string name;            // of the file, for messages
  AccessFormat format = AccessFormat::combined;
  // Maximum number of bytes that wait for the disk; further lines are lost and counted.
  std::size_t buffer = 8 * 1024 * 1024;
  std::chrono::milliseconds delay{100};     // time for which a line waits for others
  std::chrono::milliseconds timeout{2000};  // time for the reader of a pipe when the log ends
  // Called on the log's own thread with messages for the operator: lost lines, a full disk.
  std::function<void(base::LogLevel level, std::string_view text)> report = [](base::LogLevel,
                                                                               std::string_view) {};
};

class AccessLog final : public app::RequestObserver {
 public:
  // Throws base::Error with the reason if the file cannot be opened.
  explicit AccessLog(AccessLogOptions options);
  // Writes all lines that are left, or reports them as lost.
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  // Writes a line for a request that was answered. REQUIRES: its route's owner is still held.
  void answered(app::Exchange& exchange) noexcept override;
  // Writes a line for a request that the server rejected.
  void refused(const app::RefusedRequest& request) noexcept override;
  void write(const AccessEntry& entry) noexcept;

  // Opens the file again, because another program has moved it. Without this call, the log notices
  // within a second.
  void reopen() noexcept;

 private:
  void run();
  void reopen_if_moved(bool at_once);
  void put(std::string_view lines);
  void give_up(std::string_view lines, int error);
  void report_lost(bool is_last);
  bool has_timed_out() const;
  std::string title() const { return "The access log " + options_.name; }

  const AccessLogOptions options_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::string buffer_;  // reserved in full, so that no request waits for a copy
  bool reopen_ = false;
  std::atomic<bool> stopping_{false};  // changed under the mutex
  std::atomic<std::int64_t> stops_at_{0};
  std::atomic<std::uint64_t> lost_{0};

  // Used by the log's thread only.
  LogFile file_;
  std::chrono::steady_clock::time_point checked_at_{};
  std::chrono::steady_clock::time_point reported_at_{};
  bool is_torn_ = false;        // the last line was written in part
  bool is_failing_ = false;     // it was reported that the file cannot be written
  bool cannot_reopen_ = false;  // it was reported that the file cannot be opened again
  std::thread thread_;
};

}  // namespace carboy::core::access_log
