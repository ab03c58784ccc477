// A file that lines are appended to and that other programs may move while it is open.
//
// Thread rule: not thread-safe.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string_view>

#include "core/base/descriptor.h"

namespace carboy::core::access_log {

class LogFile {
 public:
  // The path "-" means standard output.
  explicit LogFile(std::filesystem::path path) : path_(std::move(path)) {}

  // Opens the file, again if it is open already. A new file gets mode 0640. Returns 0 or an errno,
  // such as ENXIO for a pipe without a reader; then the file that was open before stays open.
  [[nodiscard]] int open();
  // Returns whether the path now names another file than the open one, or none. REQUIRES: open().
  bool has_moved() const;

  struct Written {
    std::size_t bytes;
    int error;  // 0 if all was written, EAGAIN if the timeout has passed, else an errno
  };
  // Appends the bytes. Waits at most `timeout` in all for the reader of a pipe or a terminal.
  // REQUIRES: open().
  Written write(std::string_view bytes, std::chrono::milliseconds timeout);

 private:
  bool is_standard_output() const { return path_ == "-"; }

  std::filesystem::path path_;
  base::Descriptor file_;
  bool is_regular_ = false;
  dev_t device_ = 0;
  ino_t number_ = 0;
};

}  // namespace carboy::core::access_log
