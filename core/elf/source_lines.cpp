#include "core/elf/source_lines.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <gelf.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <vector>

#include "core/base/descriptor.h"

namespace carboy::core::elf {
namespace {

namespace fs = std::filesystem;

// A shorter common folder, such as "/" or "/home", is not the folder of a project.
constexpr std::ptrdiff_t kShortestRoot = 3;

fs::path common_folder(const fs::path& a, const fs::path& b) {
  fs::path common;
  std::ptrdiff_t parts = 0;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end() && *x == *y; ++x, ++y) {
    common /= *x;
    ++parts;
  }
  return parts < kShortestRoot ? fs::path() : common;
}

std::string last_two_parts(const fs::path& path) {
  return (path.parent_path().filename() / path.filename()).string();
}

struct Unit {
  fs::path file, root;
};

Unit unit_of(Dwarf_Die& die) {
  Dwarf_Attribute attribute;
  const char* const name = dwarf_diename(&die);
  const char* const folder = dwarf_formstring(dwarf_attr(&die, DW_AT_comp_dir, &attribute));
  const fs::path build = folder == nullptr ? fs::path() : fs::path(folder).lexically_normal();
  const fs::path file = (build / (name == nullptr ? "" : name)).lexically_normal();
  return {file, common_folder(build, file.parent_path())};
}

// The path to show; nothing if it is outside of the project.
std::optional<std::string> inside(const Unit& unit, const fs::path& file) {
  if (unit.root.empty()) {
    return file == unit.file ? std::optional(last_two_parts(file)) : std::nullopt;
  }
  const std::string relative = file.lexically_relative(unit.root).string();
  if (relative.empty() || relative.starts_with("..")) return std::nullopt;
  return relative;
}

std::int32_t distance_at(const unsigned char* at) {
  std::int32_t distance;
  std::memcpy(&distance, at, sizeof(distance));
  return distance;
}

}  // namespace

std::string SourceLine::text() const {
  return line == 0 ? file : file + ":" + std::to_string(line);
}

struct SourceLines::Read {
  struct Symbol {
    std::string_view name;
    std::uint64_t address;
    bool defined;
  };

  base::Descriptor descriptor;
  Elf* elf = nullptr;
  Dwarf* dwarf = nullptr;

  ~Read() {
    if (dwarf != nullptr) dwarf_end(dwarf);
    if (elf != nullptr) elf_end(elf);
  }

  // f(section, header) for each section of a type.
  template <class F>
  void each_section(F f) const {
    if (elf == nullptr) return;
    for (Elf_Scn* section = elf_nextscn(elf, nullptr); section != nullptr;
         section = elf_nextscn(elf, section)) {
      GElf_Shdr header;
      if (gelf_getshdr(section, &header) != nullptr) f(section, header);
    }
  }

  std::vector<Symbol> symbols(unsigned type) const {
    std::vector<Symbol> found;
    each_section([&](Elf_Scn* section, const GElf_Shdr& header) {
      Elf_Data* const data = header.sh_type == type ? elf_getdata(section, nullptr) : nullptr;
      if (data == nullptr) return;
      GElf_Sym symbol;
      for (int i = 0; gelf_getsym(data, i, &symbol) != nullptr; ++i) {
        const char* const name = elf_strptr(elf, header.sh_link, symbol.st_name);
        found.push_back(
            {name == nullptr ? "" : name, symbol.st_value, symbol.st_shndx != SHN_UNDEF});
      }
    });
    return found;
  }

  // Where the loader puts the address of an imported function.
  std::set<std::uint64_t> slots_of(std::string_view imported) const {
    std::set<std::uint64_t> slots;
    const auto known = symbols(SHT_DYNSYM);
    each_section([&](Elf_Scn* section, const GElf_Shdr& header) {
      Elf_Data* const data = header.sh_type == SHT_RELA ? elf_getdata(section, nullptr) : nullptr;
      if (data == nullptr) return;
      GElf_Rela relocation;
      for (int i = 0; gelf_getrela(data, i, &relocation) != nullptr; ++i) {
        const auto index = GELF_R_SYM(relocation.r_info);
        if (index < known.size() && known[index].name == imported)
          slots.insert(relocation.r_offset);
      }
    });
    return slots;
  }

  // f(address, bytes) for each place in the code that is followed by `length` bytes.
  template <class F>
  void each_place(std::size_t length, F f) const {
    each_section([&](Elf_Scn* section, const GElf_Shdr& header) {
      const bool is_code = header.sh_type == SHT_PROGBITS && (header.sh_flags & SHF_EXECINSTR) != 0;
      Elf_Data* const data = is_code ? elf_getdata(section, nullptr) : nullptr;
      if (data == nullptr || data->d_buf == nullptr) return;
      const auto* const bytes = static_cast<const unsigned char*>(data->d_buf);
      for (std::size_t i = 0; i + length <= data->d_size; ++i) f(header.sh_addr + i, bytes + i);
    });
  }

  // The first call through a slot (ff 15), or of a stub that jumps through it (ff 25).
  std::optional<std::uint64_t> call_through(const std::set<std::uint64_t>& slots) const {
    std::set<std::uint64_t> stubs;
    std::set<std::uint64_t> calls;
    const auto is_through = [&](std::uint64_t address, const unsigned char* at) {
      return slots.contains(address + 6 + static_cast<std::uint64_t>(distance_at(at + 2)));
    };
    each_place(6, [&](std::uint64_t address, const unsigned char* at) {
      if (at[0] != 0xff || (at[1] != 0x15 && at[1] != 0x25) || !is_through(address, at)) return;
      if (at[1] == 0x15) {
        calls.insert(address);
      } else {
        // With bnd, endbr64 or both in front.
        for (const unsigned before : {0U, 1U, 4U, 5U}) stubs.insert(address - before);
      }
    });
    each_place(5, [&](std::uint64_t address, const unsigned char* at) {
      if (at[0] != 0xe8 && at[0] != 0xe9) return;
      if (stubs.contains(address + 5 + static_cast<std::uint64_t>(distance_at(at + 1)))) {
        calls.insert(address);
      }
    });
    return calls.empty() ? std::nullopt : std::optional(*calls.begin());
  }

  std::optional<SourceLine> line_in(Dwarf_Die& die, std::uint64_t address) const {
    const Unit unit = unit_of(die);
    if (Dwarf_Line* const line = dwarf_getsrc_die(&die, address)) {
      const char* const name = dwarf_linesrc(line, nullptr, nullptr);
      int number = 0;
      dwarf_lineno(line, &number);
      if (name != nullptr) {
        if (auto shown = inside(unit, fs::path(name).lexically_normal())) {
          return SourceLine{*std::move(shown), static_cast<unsigned>(std::max(number, 0))};
        }
      }
    }
    // Inlined from a file outside of the project: the unit that it is in.
    if (auto shown = inside(unit, unit.file)) return SourceLine{*std::move(shown), 0};
    return std::nullopt;
  }
};

SourceLines::SourceLines(const fs::path& file) : read_(std::make_unique<Read>()) {
  read_->descriptor = base::Descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (read_->descriptor.get() < 0 || elf_version(EV_CURRENT) == EV_NONE) return;
  read_->elf = elf_begin(read_->descriptor.get(), ELF_C_READ, nullptr);
  if (read_->elf == nullptr) return;
  read_->dwarf = dwarf_begin_elf(read_->elf, DWARF_C_READ, nullptr);
}

SourceLines::~SourceLines() = default;

std::optional<SourceLine> SourceLines::of_address(std::uint64_t address) const {
  if (read_->dwarf == nullptr) return std::nullopt;
  Dwarf_CU* unit = nullptr;
  Dwarf_Die die;
  // Unit by unit, since clang writes no table of address ranges.
  while (dwarf_get_units(read_->dwarf, unit, &unit, nullptr, nullptr, &die, nullptr) == 0) {
    if (dwarf_haspc(&die, address) == 1) return read_->line_in(die, address);
  }
  return std::nullopt;
}

std::optional<SourceLine> SourceLines::of_exported(std::string_view symbol) const {
  for (const auto& one : read_->symbols(SHT_DYNSYM)) {
    if (one.defined && one.name == symbol) return of_address(one.address);
  }
  return std::nullopt;
}

std::optional<SourceLine> SourceLines::of_call(std::string_view imported) const {
#if defined(__x86_64__)
  const auto call = read_->call_through(read_->slots_of(imported));
  return call ? of_address(*call) : std::nullopt;
#else
  static_cast<void>(imported);
  return std::nullopt;
#endif
}

std::string SourceLines::function_at(std::uint64_t address) const {
  for (const auto& one : read_->symbols(SHT_SYMTAB)) {
    if (one.defined && one.address == address && !one.name.empty()) return std::string(one.name);
  }
  return {};
}

}  // namespace carboy::core::elf
