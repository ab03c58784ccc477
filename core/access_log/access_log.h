// The access log: a line for each request that was answered, written by a thread of its own.
//
// Thread rule: every function may be called from any thread. None of them waits for the disk but
// constructor and destructor.
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
  std::filesystem::path file;  // "-": standard output
  std::string name;            // of the file, for people
  AccessFormat format = AccessFormat::combined;
  // Bytes that may wait for the disk; lines beyond are lost, and counted.
  std::size_t buffer = 8 * 1024 * 1024;
  std::chrono::milliseconds delay{100};      // how long a line waits for others
  std::chrono::milliseconds patience{2000};  // for whoever reads a pipe, when it ends
  // Told what an operator should know: lost lines, a full disk. From the log's own thread.
  std::function<void(base::LogLevel level, std::string_view text)> tell = [](base::LogLevel,
                                                                             std::string_view) {};
};

class AccessLog final : public app::RequestObserver {
 public:
  // Throws base::Error with the reason when the file cannot be opened.
  explicit AccessLog(AccessLogOptions options);
  // All lines are in the file, or told as lost.
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  // A request that was answered. REQUIRES: its route's owner is still held.
  void answered(app::Exchange& exchange) noexcept override;
  // One that the server answered by itself.
  void refused(const app::RefusedRequest& request) noexcept override;
  void write(const AccessEntry& entry) noexcept;

  // Opens the file anew: another program has moved it. It is seen within a second without this.
  void reopen() noexcept;

 private:
  void run();
  void look_after_file(bool reopen);
  void put(std::string_view lines);
  void give_up(std::string_view lines, int error);
  void tell_lost(bool is_last);
  bool is_out_of_patience() const;
  std::string path_words() const { return "The access log " + options_.name; }

  const AccessLogOptions options_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::string buffer_;  // as large as it gets from the start, so that nobody waits for a copy
  bool reopen_ = false;
  std::atomic<bool> stopping_{false};  // changed under the mutex
  std::atomic<std::int64_t> stops_at_{0};
  std::atomic<std::uint64_t> lost_{0};

  // The thread's own.
  LogFile file_;
  std::chrono::steady_clock::time_point looked_at_{};
  std::chrono::steady_clock::time_point told_at_{};
  bool is_torn_ = false;           // the last line is there in part
  bool is_failing_ = false;        // it was told that it cannot be written
  bool is_lost_sight_of_ = false;  // ... that it cannot be opened anew
  std::thread thread_;
};

}  // namespace carboy::core::access_log
