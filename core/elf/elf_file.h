// Reads the notes, resources and dynamic symbols of a shared library without running a line of it.
// Every number in the file is treated as hostile and checked against the size of the file.
//
// Format: System V ABI, chapters 4 and 5, and its AMD64 supplement; the notes are Carboy's own and
// are written by sdk/cmake/CarboyPackage.cmake.
// Thread rule: immutable once parsed; any thread. Borrows the bytes, which must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::elf {

// A template, static file or migration that an extension carries.
struct Resource {
  std::string_view path;      // "templates/guestbook/list.html"
  std::string_view bytes;     // in the bytes that were parsed
  std::uint64_t address = 0;  // of the bytes in the loaded library, counted from its load address
};

class ElfFile {
 public:
  // Types of the notes that have the owner "Carboy".
  enum class Note : std::uint32_t {
    manifest = 0x43425901,   // the text of extension.json
    build = 0x43425902,      // JSON: sdk, compiler, build_type, digest
    resources = 0x43425903,  // where the block of resources is
  };

  // Throws base::Error if this is not a complete shared library for this machine. The text is a
  // predicate that follows the file's name: "is cut off: its headers describe 31,408 bytes, but it
  // has 12,000. ..."
  static ElfFile parse(std::span<const std::byte> bytes);

  // The content of the note, or nothing if the file has no such note.
  std::optional<std::string_view> note(Note type) const;

  // The resources in the order of the file; empty if there are none. Throws base::Error if their
  // block is damaged.
  std::vector<Resource> resources() const;

  // Names from the dynamic symbol table.
  const std::vector<std::string_view>& undefined_symbols() const { return undefined_; }
  const std::vector<std::string_view>& exported_symbols() const { return exported_; }
  const std::vector<std::string_view>& unique_symbols() const { return unique_; }  // also exported

  // DT_NEEDED: the libraries it is linked with.
  const std::vector<std::string_view>& needed_libraries() const { return needed_; }

  // DF_1_NODELETE: dlclose() does not unload the library.
  bool never_unloads() const { return never_unloads_; }

  // Whether the Carboy notes are outside the program headers, so that only the section headers lead
  // to them.
  bool notes_were_moved() const { return notes_were_moved_; }

 private:
  friend class ElfReader;
  struct FoundNote {
    std::uint32_t type = 0;
    std::string_view content;
    std::uint64_t address = 0;
  };
  struct Segment {
    std::uint64_t address, offset, size;
  };

  std::optional<std::string_view> at_address(std::uint64_t address, std::uint64_t size) const;
  std::vector<Resource> read_block(std::uint64_t address, std::uint64_t size,
                                   std::uint64_t count) const;

  std::string_view bytes_;
  std::vector<Segment> segments_;  // PT_LOAD, the part that is in the file
  std::vector<FoundNote> notes_;
  std::uint64_t section_block_address_ = 0;  // of .carboy.resources, by the section headers
  std::vector<std::string_view> undefined_, exported_, unique_, needed_;
  bool never_unloads_ = false;
  bool notes_were_moved_ = false;
};

}  // namespace carboy::core::elf
