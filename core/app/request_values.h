// Objects that extensions keep for the duration of one request, by key (Flask's g).
//
// Thread rule: as the exchange.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/owner.h"

namespace carboy::core::app {

struct RequestValue {
  std::string key;
  std::uint64_t layout = 0;  // differs between types that are laid out differently
  std::string owner;         // the extension that set it and its version, for messages
  void* object = nullptr;
  void (*drop)(void* object) noexcept = nullptr;
};

class RequestValues {
 public:
  RequestValues() = default;
  ~RequestValues() { clear(); }
  RequestValues(const RequestValues&) = delete;
  RequestValues& operator=(const RequestValues&) = delete;

  // Returns the value of that key, or null.
  const RequestValue* find(std::string_view key) const noexcept;
  // Keeps a value, after dropping the one that has the same key. `inside` keeps the code of its
  // drop function loaded; it may be empty if something else does.
  void set(RequestValue value, Owner::Lease inside);
  // Drops all values, the newest first.
  void clear() noexcept;

 private:
  struct Kept {
    Owner::Lease inside;
    RequestValue value;
  };
  static void drop(Kept kept) noexcept;
  std::vector<Kept> kept_;  // oldest first
};

}  // namespace carboy::core::app
