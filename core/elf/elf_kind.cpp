#include "core/elf/elf_kind.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/elf/elf_bytes.h"

namespace carboy::core::elf {
namespace {

#if defined(__x86_64__)
constexpr Elf64_Half kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr Elf64_Half kMachine = EM_AARCH64;
#elif defined(__riscv)
constexpr Elf64_Half kMachine = EM_RISCV;
#elif defined(__powerpc64__)
constexpr Elf64_Half kMachine = EM_PPC64;
#elif defined(__s390x__)
constexpr Elf64_Half kMachine = EM_S390;
#else
#error "name this machine's ELF number here"
#endif

constexpr unsigned char kByteOrder =
    __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB;

std::string machine_name(Elf64_Half machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86-64";
    case EM_386:
      return "32-bit x86";
    case EM_AARCH64:
      return "64-bit ARM";
    case EM_ARM:
      return "32-bit ARM";
    case EM_RISCV:
      return "RISC-V";
    case EM_PPC64:
      return "64-bit POWER";
    case EM_S390:
      return "IBM Z";
    default:
      return "another machine (ELF number " + std::to_string(machine) + ")";
  }
}

bool is_text(std::string_view bytes) {
  return std::all_of(bytes.begin(),
                     bytes.begin() + std::min<std::ptrdiff_t>(512, std::ssize(bytes)), [](char c) {
                       const auto byte = static_cast<unsigned char>(c);
                       return byte >= ' ' || (byte >= '\t' && byte <= '\r') || byte == 0x1b;
                     });
}

std::string foreign_kind(std::string_view bytes) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kBeginnings{{
      {"#!", "is a script: it begins with #!"},
      {"!<arch>\n", "is a static library (.a)"},
      {"!<thin>\n", "is a static library (.a)"},
      {"PK\x03\x04", "is a zip archive; unpack it first"},
      {"\x1f\x8b", "is compressed with gzip; unpack it first"},
      {"\xfd"
       "7zXZ",
       "is compressed with xz; unpack it first"},
      {"\x28\xb5\x2f\xfd", "is compressed with zstd; unpack it first"},
      {"MZ", "is a program or library for Windows"},
      {"\xcf\xfa\xed\xfe", "is a program or library for macOS"},
  }};
  for (const auto& [beginning, kind] : kBeginnings) {
    if (bytes.starts_with(beginning)) return std::string(kind);
  }
  return is_text(bytes) ? "is a text file" : "is not a shared library (no ELF header)";
}

std::string wrong_type(Elf64_Half type) {
  switch (type) {
    case ET_DYN:
      return "";
    case ET_CORE:
      return "is a core dump of a crashed process";
    case ET_EXEC:
      return "is a program, not a library";
    case ET_REL:
      return "is an object file (.o) that has not been linked";
    default:
      return "is an ELF file of an unknown type";
  }
}

}  // namespace

std::string not_a_library(std::string_view bytes, Elf64_Ehdr& header) {
  if (bytes.empty()) return "is empty";
  const std::string_view magic(ELFMAG, SELFMAG);
  if (!bytes.starts_with(magic)) return foreign_kind(bytes);
  if (bytes.size() <= EI_CLASS + 1) {
    return "is cut off: only " + std::to_string(bytes.size()) + " bytes of its header are there";
  }
  if (bytes[EI_CLASS] == ELFCLASS32) {
    return "is built for a 32-bit machine; this host is " + machine_name(kMachine) +
           ". Build it for this machine";
  }
  const auto read = elf_bytes::read<Elf64_Ehdr>(bytes, 0);
  if (!read) {
    return "is cut off: only " + std::to_string(bytes.size()) + " bytes of its header are there";
  }
  header = *read;
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_VERSION] != EV_CURRENT) {
    return "has a damaged ELF header";
  }
  if (header.e_ident[EI_DATA] != kByteOrder) {
    return "is built for a machine with another byte order; this host is " +
           machine_name(kMachine) + ". Build it for this machine";
  }
  if (header.e_machine != kMachine) {
    return "is built for " + machine_name(header.e_machine) + "; this host is " +
           machine_name(kMachine) + ". Build it for this machine";
  }
  return wrong_type(header.e_type);
}

}  // namespace carboy::core::elf
