// The settings of an extension, and what it keeps across its versions.
//
// Thread rule: Config is to be used inside init_app only, on the thread that runs it. State may be
// kept and used from any thread.
#pragma once

#include <carboy/abi/host.h>
#include <carboy/value.h>

#include <optional>
#include <string>
#include <string_view>

namespace carboy {

// The table of app.toml that has the extension's name. The host has checked it against the schema
// in the manifest ("config"), filled in the defaults, and read environment variables and profiles.
//
//   const int page_size = app.config().get<int>("page_size");
class Config {
 public:
  // Only App makes these.
  explicit Config(Value value) : value_(value) {}

  // Returns a setting as a T: bool, a number or std::string. Copy what you need into your views;
  // the settings do not change while the extension runs. Throws if the setting has no value: it is
  // not in the schema, or it is optional, has no default and is not set.
  template <class T>
  T get(std::string_view key) const;
  // Returns whether the setting has a value.
  bool contains(std::string_view key) const { return !value_[key].is_undefined(); }
  // Returns all settings as a map, for lists and tables: config.value()["views"][0]["rule"].text().
  Value value() const { return value_; }

 private:
  Value value_;
};

// Bytes by key that the host keeps while one version of the extension replaces another. They are
// gone when the app ends; a database keeps what must outlive it.
//
//   if (const auto kept = app.state().get("entries")) entries_ = parse(*kept);
class State {
 public:
  // Only App makes these.
  explicit State(abi::State* state) : state_(state) {}

  // Returns the bytes that were put under the key last, if any were.
  std::optional<std::string> get(std::string_view key) const;
  // Stores a copy of the bytes, and replaces what the key had.
  void put(std::string_view key, std::string_view bytes) const {
    state_->put(key, {bytes.data(), bytes.size()});
  }
  // Removes the key, if it is there.
  void erase(std::string_view key) const { state_->erase(key); }

 private:
  abi::State* state_;
};

}  // namespace carboy

#include <carboy/detail/config.ipp>
