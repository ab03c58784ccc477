// The source lines of things in a library, from its debug information.
//
// Format: DWARF, read with elfutils' libdw. Its checks are not enough for a hostile file: read such
// files in a process that may crash.
// Thread rule: one object belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace carboy::core::elf {

struct SourceLine {
  std::string file;          // relative to the common parent of the build's and the source's folder
  unsigned line = 0;         // 0: only the file is known
  std::string text() const;  // "src/guestbook.cpp:12"
};

class SourceLines {
 public:
  // Never fails: if the file cannot be read or has no debug information, nothing is found in it.
  explicit SourceLines(const std::filesystem::path& file);
  ~SourceLines();
  SourceLines(const SourceLines&) = delete;
  SourceLines& operator=(const SourceLines&) = delete;

  // The line of the code at an address, counted from the load address.
  std::optional<SourceLine> of_address(std::uint64_t address) const;
  // The line of a function that the library exports.
  std::optional<SourceLine> of_exported(std::string_view symbol) const;
  // The line of the first call of a function that the library imports. x86-64 only.
  std::optional<SourceLine> of_call(std::string_view imported) const;
  // The name of the function that begins at an address; empty if the file is stripped.
  std::string function_at(std::uint64_t address) const;

 private:
  struct Read;
  std::unique_ptr<Read> read_;
};

}  // namespace carboy::core::elf
