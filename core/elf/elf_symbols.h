// The dynamic section and the dynamic symbols of a library. Internal to elf_*.cpp.
#pragma once

#include <elf.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace carboy::core::elf {

class ElfSymbols {
 public:
  // Returns the bytes at an address of the loaded library, if the file contains them.
  using AtAddress =
      std::function<std::optional<std::string_view>(std::uint64_t address, std::uint64_t size)>;

  ElfSymbols(std::string_view bytes, AtAddress at_address)
      : bytes_(bytes), at_address_(std::move(at_address)) {}

  // Reads the dynamic section at `offset`.
  void read_dynamic(std::uint64_t offset, std::uint64_t size);

  // Sets the number of symbols that the section headers give. Without it, the number is computed
  // from the hash table, which does not count undefined symbols if nothing is exported.
  void set_count(std::uint64_t count) { counted_ = count; }

  // Fills the lists below.
  void read_symbols();

  bool is_program() const { return (flags_1_ & DF_1_PIE) != 0; }
  bool never_unloads() const { return (flags_1_ & DF_1_NODELETE) != 0; }

  std::vector<std::string_view> undefined, exported, unique, needed;

 private:
  std::uint64_t count() const;
  std::uint64_t count_by_gnu_hash() const;
  std::string_view from_address(std::uint64_t address) const;
  std::optional<std::string_view> name_at(std::uint64_t offset) const;

  std::string_view bytes_;
  AtAddress at_address_;
  std::uint64_t flags_1_ = 0, symbols_at_ = 0, hash_at_ = 0, gnu_hash_at_ = 0, names_at_ = 0;
  std::uint64_t names_size_ = 0;
  std::optional<std::uint64_t> counted_;
  std::vector<std::uint64_t> needed_at_;
  std::string_view names_;
};

}  // namespace carboy::core::elf
