#include "core/elf/elf_symbols.h"

#include <algorithm>

#include "core/elf/elf_bytes.h"

namespace carboy::core::elf {
namespace {

using elf_bytes::read;

constexpr std::uint64_t kMaxSymbols = 1'000'000;

}  // namespace

void ElfSymbols::read_dynamic(std::uint64_t offset, std::uint64_t size) {
  const auto area = elf_bytes::slice(bytes_, offset, size);
  if (!area) return;
  for (std::uint64_t at = 0;; at += sizeof(Elf64_Dyn)) {
    const auto entry = read<Elf64_Dyn>(*area, at);
    if (!entry || entry->d_tag == DT_NULL) break;
    const std::uint64_t value = entry->d_un.d_val;
    if (entry->d_tag == DT_NEEDED) needed_at_.push_back(value);
    if (entry->d_tag == DT_FLAGS_1) flags_1_ = value;
    if (entry->d_tag == DT_SYMTAB) symbols_at_ = value;
    if (entry->d_tag == DT_STRTAB) names_at_ = value;
    if (entry->d_tag == DT_STRSZ) names_size_ = value;
    if (entry->d_tag == DT_HASH) hash_at_ = value;
    if (entry->d_tag == DT_GNU_HASH) gnu_hash_at_ = value;
  }
  names_ = at_address_(names_at_, names_size_).value_or("");
  for (const std::uint64_t one : needed_at_) {
    if (const auto name = name_at(one)) needed.push_back(*name);
  }
}

std::optional<std::string_view> ElfSymbols::name_at(std::uint64_t offset) const {
  return elf_bytes::text(names_, offset);
}

// All bytes from this address to the end of the file; those who read them check the bounds.
std::string_view ElfSymbols::from_address(std::uint64_t address) const {
  const auto start = at_address_(address, 1);
  if (!start) return "";
  return bytes_.substr(static_cast<std::size_t>(start->data() - bytes_.data()));
}

std::uint64_t ElfSymbols::count() const {
  if (hash_at_ != 0) {
    const auto chains = read<std::uint32_t>(from_address(hash_at_), 4);
    if (chains) return *chains;
  }
  if (counted_) return *counted_;
  // Linkers place the names right after the symbols, so the space between bounds the number.
  const std::uint64_t bound =
      names_at_ > symbols_at_ ? (names_at_ - symbols_at_) / sizeof(Elf64_Sym) : 0;
  return std::max(bound, count_by_gnu_hash());
}

// The last symbol of the fullest chain is the last symbol: buckets hold first indices, and a chain
// ends where the lowest bit of its hash is set.
std::uint64_t ElfSymbols::count_by_gnu_hash() const {
  if (gnu_hash_at_ == 0) return 0;
  const std::string_view table = from_address(gnu_hash_at_);
  const auto buckets = read<std::uint32_t>(table, 0);
  const auto first = read<std::uint32_t>(table, 4);
  const auto bloom_words = read<std::uint32_t>(table, 8);
  if (!buckets || !first || !bloom_words) return 0;
  const std::uint64_t buckets_at = 16 + std::uint64_t{*bloom_words} * 8;
  std::uint64_t last = 0;
  for (std::uint64_t i = 0; i < *buckets; ++i) {
    const auto bucket = read<std::uint32_t>(table, buckets_at + i * 4);
    if (!bucket) return 0;
    last = std::max<std::uint64_t>(last, *bucket);
  }
  if (last < *first) return *first;
  const std::uint64_t chains_at = buckets_at + std::uint64_t{*buckets} * 4;
  for (;; ++last) {
    const auto hash = read<std::uint32_t>(table, chains_at + (last - *first) * 4);
    if (!hash) return 0;
    if ((*hash & 1) != 0) return last + 1;
  }
}

void ElfSymbols::read_symbols() {
  const std::string_view table = from_address(symbols_at_);
  const std::uint64_t total = std::min(count(), kMaxSymbols);
  for (std::uint64_t i = 1; i < total; ++i) {
    const auto symbol = read<Elf64_Sym>(table, i * sizeof(Elf64_Sym));
    if (!symbol) return;
    const auto name = name_at(symbol->st_name);
    if (!name || name->empty()) continue;
    const auto binding = ELF64_ST_BIND(symbol->st_info);
    const auto visibility = ELF64_ST_VISIBILITY(symbol->st_other);
    if (symbol->st_shndx == SHN_UNDEF) {
      undefined.push_back(*name);
    } else if (binding != STB_LOCAL && visibility != STV_HIDDEN && visibility != STV_INTERNAL) {
      exported.push_back(*name);
      if (binding == STB_GNU_UNIQUE) unique.push_back(*name);
    }
  }
}

}  // namespace carboy::core::elf
