// A file that lines are appended to, and that others move away while it is written.
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
  // "-" is standard output.
  explicit LogFile(std::filesystem::path path) : path_(std::move(path)) {}

  // Opens it, anew when it is open already; a new one has mode 0640. 0, or the errno of what
  // failed: ENXIO for a pipe nobody reads. What was open before stays open then.
  [[nodiscard]] int open();
  // REQUIRES open(). True when another file than the one that is open has its name, or none has.
  bool has_moved() const;

  struct Written {
    std::size_t bytes;
    int error;  // 0: all; EAGAIN: who reads it takes nothing
  };
  // REQUIRES open(). Appends. Waits at most `patience` in all for a pipe's or a terminal's reader.
  Written write(std::string_view bytes, std::chrono::milliseconds patience);

 private:
  bool is_standard_output() const { return path_ == "-"; }

  std::filesystem::path path_;
  base::Descriptor file_;
  bool is_regular_ = false;
  dev_t device_ = 0;
  ino_t number_ = 0;
};

}  // namespace carboy::core::access_log
