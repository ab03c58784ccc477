// What of a library is in this process: its ranges of memory, and the threads that are inside.
//
// Thread rule: every function may be called from any thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace carboy::core::elf {

struct Range {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  bool contains(std::uintptr_t address) const noexcept { return begin <= address && address < end; }
};

// The executable ranges of memory that `file` is mapped to (/proc/self/maps).
std::vector<Range> code_of(const std::filesystem::path& file);
// Whether anything of `file` is mapped at all.
bool is_mapped(const std::filesystem::path& file);

struct ForeignThread {
  pid_t id = 0;
  std::string name;
};

// Threads that are not the host's and have a return address into `code` on their stack, so that
// unmapping it would end the process. A thread that runs all the while it is looked at counts when
// it cannot be told where it is.
std::vector<ForeignThread> threads_inside(const std::vector<Range>& code);

}  // namespace carboy::core::elf
