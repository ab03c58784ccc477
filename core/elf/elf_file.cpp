#include "core/elf/elf_file.h"

#include <elf.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/words.h"
#include "core/elf/elf_bytes.h"
#include "core/elf/elf_kind.h"
#include "core/elf/elf_symbols.h"

namespace carboy::core::elf {

using elf_bytes::aligned;
using elf_bytes::fits;
using elf_bytes::read;
using elf_bytes::slice;

namespace {

constexpr std::string_view kOwner("Carboy\0", 7);
constexpr std::string_view kNoteSection = ".note.carboy";
constexpr std::string_view kResourceSection = ".carboy.resources";
constexpr std::uint64_t kMaxResources = 100'000;

[[noreturn]] void refuse_damaged(const std::string& what) {
  throw base::Error("is damaged: " + what + ". Copy or build it again");
}

}  // namespace

// Fills an ElfFile step by step; each step relies on what the earlier ones have checked.
class ElfReader {
 public:
  ElfReader(std::string_view bytes, ElfFile& file) : bytes_(bytes), file_(file) {}

  void read_all() {
    const std::string reason = not_a_library(bytes_, header_);
    if (!reason.empty()) throw base::Error(reason);
    read_program_headers();
    read_section_headers();
    if (needed_bytes_ > bytes_.size()) {
      throw base::Error("is cut off: its headers describe " + base::with_separators(needed_bytes_) +
                        " bytes, but it has " + base::with_separators(bytes_.size()) +
                        ". Copy or download it again");
    }
    read_dynamic();
    read_notes();
  }

 private:
  void needs(std::uint64_t offset, std::uint64_t size) {
    std::uint64_t end = 0;
    constexpr std::uint64_t kSane = std::uint64_t{1} << 48;
    if (__builtin_add_overflow(offset, size, &end) || end > kSane) {
      refuse_damaged("its headers describe more bytes than a file can have");
    }
    needed_bytes_ = std::max(needed_bytes_, end);
  }

  void read_program_headers() {
    if (header_.e_phnum == 0 || header_.e_phentsize != sizeof(Elf64_Phdr) ||
        header_.e_phnum == PN_XNUM) {
      refuse_damaged("it has no usable program headers");
    }
    needs(header_.e_phoff, std::uint64_t{header_.e_phnum} * sizeof(Elf64_Phdr));
    for (std::uint64_t i = 0; i < header_.e_phnum; ++i) {
      const auto one = read<Elf64_Phdr>(bytes_, header_.e_phoff + i * sizeof(Elf64_Phdr));
      if (!one) return;
      needs(one->p_offset, one->p_filesz);
      programs_.push_back(*one);
      if (one->p_type == PT_LOAD) {
        file_.segments_.push_back({one->p_vaddr, one->p_offset, one->p_filesz});
      }
    }
  }

  void read_section_headers() {
    if (header_.e_shoff == 0 || header_.e_shnum == 0) return;
    if (header_.e_shentsize != sizeof(Elf64_Shdr)) refuse_damaged("its section headers are odd");
    needs(header_.e_shoff, std::uint64_t{header_.e_shnum} * sizeof(Elf64_Shdr));
    for (std::uint64_t i = 0; i < header_.e_shnum; ++i) {
      const auto one = read<Elf64_Shdr>(bytes_, header_.e_shoff + i * sizeof(Elf64_Shdr));
      if (!one) return;
      if (one->sh_type != SHT_NOBITS && one->sh_type != SHT_NULL) {
        needs(one->sh_offset, one->sh_size);
      }
      sections_.push_back(*one);
    }
    if (header_.e_shstrndx >= sections_.size()) return;
    const Elf64_Shdr& names = sections_[header_.e_shstrndx];
    section_names_ = slice(bytes_, names.sh_offset, names.sh_size).value_or("");
  }

  const Elf64_Shdr* section(std::string_view name) const {
    const auto found = std::find_if(sections_.begin(), sections_.end(), [&](const auto& one) {
      return elf_bytes::text(section_names_, one.sh_name) == name;
    });
    return found == sections_.end() ? nullptr : &*found;
  }

  void read_dynamic() {
    ElfSymbols symbols(bytes_, [this](std::uint64_t address, std::uint64_t size) {
      return file_.at_address(address, size);
    });
    for (const Elf64_Phdr& one : programs_) {
      if (one.p_type == PT_DYNAMIC) symbols.read_dynamic(one.p_offset, one.p_filesz);
    }
    for (const Elf64_Shdr& one : sections_) {
      if (one.sh_type == SHT_DYNSYM) symbols.set_count(one.sh_size / sizeof(Elf64_Sym));
    }
    if (symbols.is_program()) throw base::Error("is a program, not a library");
    symbols.read_symbols();
    file_.undefined_ = std::move(symbols.undefined);
    file_.exported_ = std::move(symbols.exported);
    file_.unique_ = std::move(symbols.unique);
    file_.needed_ = std::move(symbols.needed);
    file_.never_unloads_ = symbols.never_unloads();
  }

  void read_notes() {
    for (const Elf64_Phdr& one : programs_) {
      if (one.p_type == PT_NOTE) collect(one.p_offset, one.p_filesz, one.p_vaddr, one.p_align);
    }
    const Elf64_Shdr* resources = section(kResourceSection);
    if (resources != nullptr) file_.section_block_address_ = resources->sh_addr;
    if (!file_.notes_.empty()) return;
    const Elf64_Shdr* notes = section(kNoteSection);
    if (notes == nullptr || notes->sh_type == SHT_NOBITS) return;
    collect(notes->sh_offset, notes->sh_size, notes->sh_addr, notes->sh_addralign);
    file_.notes_were_moved_ = !file_.notes_.empty();
  }

  void collect(std::uint64_t offset, std::uint64_t size, std::uint64_t address,
               std::uint64_t alignment) {
    const auto area = slice(bytes_, offset, size);
    if (!area) return;
    const std::uint64_t step = alignment == 8 ? 8 : 4;
    std::uint64_t at = 0;
    while (const auto note = read<Elf64_Nhdr>(*area, at)) {
      const std::uint64_t name_at = at + sizeof(Elf64_Nhdr);
      const std::uint64_t content_at = aligned(name_at + note->n_namesz, step);
      const auto name = slice(*area, name_at, note->n_namesz);
      const auto content = slice(*area, content_at, note->n_descsz);
      if (!name || !content) return;
      if (*name == kOwner) add_note({note->n_type, *content, address + content_at});
      at = aligned(content_at + note->n_descsz, step);
    }
  }

  void add_note(const ElfFile::FoundNote& note) {
    const bool again =
        std::any_of(file_.notes_.begin(), file_.notes_.end(),
                    [&](const ElfFile::FoundNote& one) { return one.type == note.type; });
    if (again) {
      throw base::Error(
          "holds the manifests of two extensions. Link one extension into one file only");
    }
    file_.notes_.push_back(note);
  }

  std::string_view bytes_;
  ElfFile& file_;
  Elf64_Ehdr header_{};
  std::vector<Elf64_Phdr> programs_;
  std::vector<Elf64_Shdr> sections_;
  std::string_view section_names_;
  std::uint64_t needed_bytes_ = 0;
};

ElfFile ElfFile::parse(std::span<const std::byte> bytes) {
  ElfFile file;
  file.bytes_ = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  ElfReader(file.bytes_, file).read_all();
  return file;
}

std::optional<std::string_view> ElfFile::note(Note type) const {
  for (const FoundNote& one : notes_) {
    if (one.type == static_cast<std::uint32_t>(type)) return one.content;
  }
  return std::nullopt;
}

std::optional<std::string_view> ElfFile::at_address(std::uint64_t address,
                                                    std::uint64_t size) const {
  for (const Segment& one : segments_) {
    if (address < one.address || !fits(address - one.address, size, one.size)) continue;
    std::uint64_t offset = 0;
    if (__builtin_add_overflow(one.offset, address - one.address, &offset)) continue;
    return slice(bytes_, offset, size);
  }
  return std::nullopt;
}

std::vector<Resource> ElfFile::resources() const {
  const auto found = std::find_if(notes_.begin(), notes_.end(), [](const FoundNote& one) {
    return one.type == static_cast<std::uint32_t>(Note::resources);
  });
  if (found == notes_.end()) return {};
  const auto distance = read<std::uint64_t>(found->content, 0);
  const auto size = read<std::uint64_t>(found->content, 8);
  const auto count = read<std::uint64_t>(found->content, 16);
  if (!distance || !size || !count || *count > kMaxResources) {
    refuse_damaged("the note about its resources has impossible values");
  }
  if (*count == 0) return {};
  try {
    // Unsigned on purpose: the distance is signed, and the sum wraps in two's complement.
    return read_block(found->address + *distance, *size, *count);
  } catch (const base::Error&) {
    // A tool like patchelf has moved the note away from the block it points to.
    if (section_block_address_ == 0) throw;
    return read_block(section_block_address_, *size, *count);
  }
}

std::vector<Resource> ElfFile::read_block(std::uint64_t address, std::uint64_t size,
                                          std::uint64_t count) const {
  const auto block = at_address(address, size);
  if (!block) refuse_damaged("its resources are outside the file");
  std::vector<Resource> resources;
  std::uint64_t at = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto path_size = read<std::uint64_t>(*block, at);
    const auto data_size = read<std::uint64_t>(*block, at + 8);
    if (!path_size || !data_size) refuse_damaged("one of its resources is cut off");
    const auto path = slice(*block, at + 16, *path_size);
    if (!path) refuse_damaged("the path of one of its resources is cut off");
    const std::uint64_t data_at = aligned(at + 16 + *path_size, 8);
    const auto data = slice(*block, data_at, *data_size);
    if (!data) refuse_damaged("one of its resources is cut off");
    resources.push_back({*path, *data, address + data_at});
    at = aligned(data_at + *data_size, 8);
  }
  if (at != size) refuse_damaged("there are unknown bytes after its resources");
  return resources;
}

}  // namespace carboy::core::elf
