// Where in its sources something in a library comes from, by its debug information.
//
// Format: DWARF, read with elfutils' libdw, whose checks are not enough for a hostile file: read
// those in a process that may end.
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
  std::string file;          // from the folder that the build's and the source's folder share
  unsigned line = 0;         // 0: only the file is known
  std::string text() const;  // "src/guestbook.cpp:12"
};

class SourceLines {
 public:
  // Whatever is wrong with the file, or missing in it: then nothing is known.
  explicit SourceLines(const std::filesystem::path& file);
  ~SourceLines();
  SourceLines(const SourceLines&) = delete;
  SourceLines& operator=(const SourceLines&) = delete;

  // Of code at an address, counted from the load address.
  std::optional<SourceLine> of_address(std::uint64_t address) const;
  // Of a function that the library exports.
  std::optional<SourceLine> of_exported(std::string_view symbol) const;
  // Of the first call of a function that the library imports. x86-64 only.
  std::optional<SourceLine> of_call(std::string_view imported) const;
  // The name of the function that begins at an address; empty in a stripped file.
  std::string function_at(std::uint64_t address) const;

 private:
  struct Read;
  std::unique_ptr<Read> read_;
};

}  // namespace carboy::core::elf
