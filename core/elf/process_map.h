// The parts of this process that belong to a library: its ranges of memory, and the threads that
// are inside of it.
//
// Thread rule: every function may be called from any thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace carboy::core::elf {

struct AddressRange {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  bool contains(std::uintptr_t address) const noexcept { return begin <= address && address < end; }
};

// The executable ranges of memory that `file` is mapped to (/proc/self/maps).
std::vector<AddressRange> executable_ranges_of(const std::filesystem::path& file);
// Whether anything of `file` is mapped at all.
bool is_mapped(const std::filesystem::path& file);

struct ForeignThread {
  pid_t id = 0;
  std::string name;
};

// The threads that are not the host's and have a return address into `code` on their stack, so that
// unmapping it would end the process. A thread that never blocks while it is looked at counts as
// inside, since its stack cannot be read.
std::vector<ForeignThread> threads_inside(const std::vector<AddressRange>& code);

}  // namespace carboy::core::elf
