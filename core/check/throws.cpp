#include "core/check/throws.h"

#include <dlfcn.h>
#include <link.h>

#include <cstring>
#include <optional>
#include <set>

// A function of libgcc that finds the unwind information of the function around `pc`.
extern "C" {
struct dwarf_eh_bases {
  void* tbase;
  void* dbase;
  void* func;
};
// NOLINTNEXTLINE(readability-identifier-naming): its name in libgcc
const void* _Unwind_Find_FDE(void* pc, dwarf_eh_bases* bases);
}

namespace carboy::core::check {
namespace {

// Encodings of pointers (LSB, "DWARF Exception Header Encoding").
constexpr unsigned kAbsent = 0xff;
constexpr unsigned kFormat = 0x0f;
constexpr unsigned kRelation = 0x70;
constexpr unsigned kToItself = 0x10;
// The longest table of virtual functions that is read.
constexpr std::size_t kMostFunctions = 256;

class Cursor {
 public:
  explicit Cursor(const void* at) : at_(static_cast<const unsigned char*>(at)) {}
  const unsigned char* at() const { return at_; }
  unsigned char byte() { return *at_++; }
  void skip(std::size_t bytes) { at_ += bytes; }
  template <class T>
  T raw() {
    T value;
    std::memcpy(&value, at_, sizeof(value));
    at_ += sizeof(value);
    return value;
  }
  std::uint64_t unsigned_leb() {
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const unsigned char one = byte();
      if (shift < 64) value |= std::uint64_t{one & 0x7fU} << shift;
      if ((one & 0x80U) == 0) return value;
    }
  }
  std::int64_t signed_leb() {
    std::uint64_t value = 0;
    for (unsigned shift = 0;;) {
      const unsigned char one = byte();
      if (shift < 64) value |= std::uint64_t{one & 0x7fU} << shift;
      shift += 7;
      if ((one & 0x80U) != 0) continue;
      if ((one & 0x40U) != 0 && shift < 64) value |= ~std::uint64_t{0} << shift;
      return static_cast<std::int64_t>(value);
    }
  }
  // Reads an encoded pointer. Indirect pointers are not followed.
  std::uint64_t pointer(unsigned encoding) {
    const auto here = reinterpret_cast<std::uintptr_t>(at_);
    const std::uint64_t value = number(encoding & kFormat);
    if (value == 0) return 0;
    return (encoding & kRelation) == kToItself ? here + value : value;
  }

 private:
  std::uint64_t number(unsigned format) {
    switch (format) {
      case 0x01:
        return unsigned_leb();
      case 0x02:
        return raw<std::uint16_t>();
      case 0x03:
        return raw<std::uint32_t>();
      case 0x09:
        return static_cast<std::uint64_t>(signed_leb());
      case 0x0a:
        return static_cast<std::uint64_t>(std::int64_t{raw<std::int16_t>()});
      case 0x0b:
        return static_cast<std::uint64_t>(std::int64_t{raw<std::int32_t>()});
      default:
        return raw<std::uint64_t>();
    }
  }
  const unsigned char* at_;
};

std::size_t size_of(unsigned encoding) {
  switch (encoding & kFormat) {
    case 0x02:
    case 0x0a:
      return 2;
    case 0x03:
    case 0x0b:
      return 4;
    default:
      return 8;
  }
}

struct Function {
  std::uintptr_t begin = 0;
  const void* table = nullptr;  // of call sites; null when there is none
};

// Returns the function that begins at `code`, if one does.
std::optional<Function> function_at(const void* code) {
  dwarf_eh_bases bases{};
  // After the first byte, because another function may end where this one begins.
  const auto pc = reinterpret_cast<std::uintptr_t>(code) + 1;
  const void* const fde = _Unwind_Find_FDE(reinterpret_cast<void*>(pc), &bases);
  if (fde == nullptr || bases.func != code) return std::nullopt;
  Function function{reinterpret_cast<std::uintptr_t>(code), nullptr};

  Cursor in(fde);
  in.skip(4);
  const unsigned char* const link = in.at();
  Cursor common(link - in.raw<std::int32_t>());
  common.skip(8);
  common.skip(1);  // version
  const char* const augmentation = reinterpret_cast<const char*>(common.at());
  common.skip(std::strlen(augmentation) + 1);
  common.unsigned_leb();
  common.signed_leb();
  common.unsigned_leb();
  if (augmentation[0] != 'z') return function;
  common.unsigned_leb();
  unsigned table_encoding = kAbsent, code_encoding = 0;
  for (const char* letter = augmentation + 1; *letter != '\0'; ++letter) {
    if (*letter == 'L') table_encoding = common.byte();
    if (*letter == 'R') code_encoding = common.byte();
    if (*letter == 'P') {
      const unsigned encoding = common.byte();
      common.pointer(encoding);
    }
  }
  if (table_encoding == kAbsent) return function;
  in.skip(2 * size_of(code_encoding));
  in.unsigned_leb();
  function.table = reinterpret_cast<const void*>(in.pointer(table_encoding));
  return function;
}

#if defined(__x86_64__)
std::uintptr_t target_at(std::uintptr_t at) {
  std::int32_t distance;
  std::memcpy(&distance, reinterpret_cast<const void*>(at + 1), sizeof(distance));
  return at + 5 + static_cast<std::uintptr_t>(std::int64_t{distance});
}

// Returns true when a stub of the linker at `at` jumps to `function`.
bool leads_to(std::uintptr_t at, const void* function) {
  constexpr unsigned char kEntry[] = {0xf3, 0x0f, 0x1e, 0xfa};  // endbr64
  constexpr unsigned char kJump[] = {0xff, 0x25};
  if (std::memcmp(reinterpret_cast<const void*>(at), kEntry, sizeof(kEntry)) == 0) at += 4;
  if (std::memcmp(reinterpret_cast<const void*>(at), kJump, sizeof(kJump)) != 0) return false;
  const void* found = nullptr;
  std::memcpy(&found, reinterpret_cast<const void*>(target_at(at + 1)), sizeof(found));
  return found == function;
}

// Returns true when the handler at `pad`, which may first destroy some objects, is the one by which
// clang ends the process, and not one that catches. The first of the two calls decides.
bool only_terminates(std::uintptr_t pad, std::uintptr_t base, const elf::SourceLines& lines) {
  constexpr std::size_t kBytes = 64;
  constexpr std::intptr_t kNear = 4096;
  const void* const catches = ::dlsym(RTLD_DEFAULT, "__cxa_begin_catch");
  std::uintptr_t at = pad;
  Dl_info where{};
  for (std::size_t i = 0; i < kBytes; ++i, ++at) {
    const unsigned char code = *reinterpret_cast<const unsigned char*>(at);
    if (code != 0xe8 && code != 0xe9) continue;
    const std::uintptr_t target = target_at(at);
    const auto distance = static_cast<std::intptr_t>(target - pad);
    if (code == 0xe9 && distance > -kNear && distance < kNear) at = target - 1;
    if (code == 0xe9 || ::dladdr(reinterpret_cast<const void*>(target), &where) == 0) continue;
    if (reinterpret_cast<std::uintptr_t>(where.dli_fbase) != base) continue;
    if (lines.function_at(target - base) == "__clang_call_terminate") return true;
    if (leads_to(target, catches)) return false;
  }
  return false;
}
#else
bool only_terminates(std::uintptr_t, std::uintptr_t, const elf::SourceLines&) { return false; }
#endif

class Handlers {
 public:
  explicit Handlers(const Function& function) : begin_(function.begin), at_(function.table) {
    const unsigned start = at_.byte();
    pads_from_ = start == kAbsent ? begin_ : at_.pointer(start);
    types_encoding_ = at_.byte();
    if (types_encoding_ != kAbsent) {
      const std::uint64_t distance = at_.unsigned_leb();
      types_ = at_.at() + distance;
    }
    sites_encoding_ = at_.byte();
    const std::uint64_t length = at_.unsigned_leb();
    actions_ = at_.at() + length;
  }

  // Returns the landing pads that take every exception.
  std::set<std::uintptr_t> for_everything() {
    std::set<std::uintptr_t> pads;
    while (at_.at() < actions_) {
      at_.pointer(sites_encoding_ & kFormat);
      at_.pointer(sites_encoding_ & kFormat);
      const std::uint64_t pad = at_.pointer(sites_encoding_ & kFormat);
      const std::uint64_t action = at_.unsigned_leb();
      if (pad != 0 && action != 0 && takes_everything(action)) pads.insert(pads_from_ + pad);
    }
    return pads;
  }

 private:
  bool takes_everything(std::uint64_t action) const {
    Cursor record(actions_ + action - 1);
    for (;;) {
      const std::int64_t type = record.signed_leb();
      if (type > 0 && is_any(type)) return true;
      const unsigned char* const link = record.at();
      const std::int64_t next = record.signed_leb();
      if (next == 0) return false;
      record = Cursor(link + next);
    }
  }
  // The type of catch (...) is null.
  bool is_any(std::int64_t type) const {
    if (types_ == nullptr) return false;
    const std::size_t size = size_of(types_encoding_);
    Cursor entry(types_ - static_cast<std::size_t>(type) * size);
    return entry.pointer(types_encoding_ & kFormat) == 0;
  }

  std::uintptr_t begin_;
  Cursor at_;
  std::uintptr_t pads_from_ = 0;
  unsigned types_encoding_ = kAbsent, sites_encoding_ = 0;
  const unsigned char* types_ = nullptr;
  const unsigned char* actions_ = nullptr;
};

bool is_unguarded(const Function& function, std::uintptr_t base, const elf::SourceLines& lines) {
  if (function.table == nullptr) return false;
  for (const std::uintptr_t pad : Handlers(function).for_everything()) {
    if (!only_terminates(pad, base, lines)) return false;
  }
  return true;
}

}  // namespace

std::vector<std::uint64_t> unguarded_functions(const void* object, const elf::SourceLines& lines) {
  std::vector<std::uint64_t> found;
  const void* const* const functions = *static_cast<const void* const* const*>(object);
  for (std::size_t i = 0; i < kMostFunctions; ++i) {
    Dl_info where{};
    if (::dladdr(functions[i], &where) == 0) break;
    const auto function = function_at(functions[i]);
    if (!function) break;
    const auto base = reinterpret_cast<std::uintptr_t>(where.dli_fbase);
    if (is_unguarded(*function, base, lines)) found.push_back(function->begin - base);
  }
  return found;
}

}  // namespace carboy::core::check
