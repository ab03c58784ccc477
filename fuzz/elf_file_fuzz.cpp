// Any bytes as an extension's file: headers, notes, resources, symbols, lint.
#include <cstddef>
#include <cstdint>

#include "core/base/error.h"
#include "core/elf/elf_file.h"
#include "core/elf/lint.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using carboy::core::elf::ElfFile;
  try {
    const ElfFile file = ElfFile::parse({reinterpret_cast<const std::byte*>(data), size});
    std::size_t sum = carboy::core::elf::lint(file).size();
    for (const auto note : {ElfFile::Note::manifest, ElfFile::Note::build}) {
      for (const char c : file.note(note).value_or("")) sum += static_cast<unsigned char>(c);
    }
    for (const auto& resource : file.resources()) {
      for (const char c : resource.path) sum += static_cast<unsigned char>(c);
      for (const char c : resource.bytes) sum += static_cast<unsigned char>(c);
    }
    volatile std::size_t read = sum;
    (void)read;
  } catch (const carboy::core::base::Error&) {
    return 0;
  }
  return 0;
}
