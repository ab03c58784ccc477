// What an extension is told by the app's configuration, and what it keeps across its versions.
//
// Thread rule: Config inside init_app only; State from any thread.
#pragma once

#include <carboy/abi/host.h>
#include <carboy/error.h>
#include <carboy/request.h>
#include <carboy/value.h>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace carboy {

// Settings of the extension, checked by its schema, with defaults filled in.
class Config {
 public:
  explicit Config(Value value) : value_(value) {}
  // The setting's value. Throws when the schema has no such setting.
  template <class T>
  T get(std::string_view key) const {
    const Value found = value_[key];
    if (found.is_undefined()) {
      throw Error(Error::id, 500,
                  "There is no setting \"" + std::string(key) + "\" in the manifest's \"config\".");
    }
    if constexpr (std::is_same_v<T, bool>) {
      return found.i64() != 0;
    } else if constexpr (std::is_floating_point_v<T>) {
      return static_cast<T>(found.f64());
    } else if constexpr (std::is_integral_v<T>) {
      return static_cast<T>(found.i64());
    } else {
      static_assert(std::constructible_from<T, std::string> && !std::same_as<T, std::string_view>,
                    "setting_is_read_as_a_type_it_has_not: a setting is bool, a number or "
                    "std::string; lists and tables are read through value()");
      return T(std::string(found.text()));
    }
  }
  bool contains(std::string_view key) const { return !value_[key].is_undefined(); }
  // As a structured value, for lists and tables.
  Value value() const { return value_; }

 private:
  Value value_;
};

// Bytes by key that survive a swap of the extension. From any thread.
class State {
 public:
  explicit State(abi::State* state) : state_(state) {}
  std::optional<std::string> get(std::string_view key) const {
    std::string bytes;
    if (state_->get(key, detail::sink_into(bytes)) != Status::ok) return std::nullopt;
    return bytes;
  }
  void put(std::string_view key, std::string_view bytes) const {
    state_->put(key, {bytes.data(), bytes.size()});
  }
  void erase(std::string_view key) const { state_->erase(key); }

 private:
  abi::State* state_;
};

}  // namespace carboy
