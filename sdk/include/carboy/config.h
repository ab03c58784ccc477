// The settings of an extension, and what it keeps across its versions.
//
// Thread rule: Config is to be used inside init_app only, on the thread that runs it. State may be
// kept and used from any thread.
#pragma once

#include <carboy/abi/host.h>
#include <carboy/error.h>
#include <carboy/value.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carboy {

// The table of app.toml that has the extension's name. The host has checked it against the schema
// in the manifest ("config"), filled in the defaults, and read environment variables and profiles.
//
//   const int page_size = app.config().get<int>("page_size");
class Config {
 public:
  // Only App makes these.
  explicit Config(Value value) : value_(value) {}

  // Returns a setting as a T: bool, a number or std::string. A setting of the format "duration" is
  // read as a duration of std::chrono or as a number of nanoseconds, one of the format "size" as a
  // number of bytes. Copy what you need into your views;
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
// During a swap both versions are there for a while, and both see the same bytes at once. So what
// several requests change is changed with update(): a version that reads the bytes, changes them and
// puts them back may undo what the other one has put meanwhile.
//
//   app.post("/visit", [state = app.state()] {
//     state.update("visits", [](std::optional<std::string_view> old) {
//       return std::to_string(1 + (old ? std::stol(std::string(*old)) : 0));
//     });
//     return "Thank you.";
//   });
//
// A key has 1 to 1,024 bytes, a value at most 64 MiB; put() and update() throw if there are more.
// The time that a call takes does not depend on the number of keys.
class State {
 public:
  // Only App makes these.
  explicit State(abi::State* state) : state_(state) {}

  // Returns the bytes that were put under the key last, if any were.
  std::optional<std::string> get(std::string_view key) const;
  // Stores a copy of the bytes, and replaces what the key had.
  void put(std::string_view key, std::string_view bytes) const {
    carboy::check(state_->put(key, {bytes.data(), bytes.size()}));
  }
  // Removes the key, if it is there.
  void erase(std::string_view key) const { carboy::check(state_->erase(key)); }
  // Changes a key in one step. f(std::optional<std::string_view>) is called once, on this thread,
  // with the bytes or nothing, and returns the new ones: a text, or a std::optional of one, where
  // nothing removes the key. No other thread and no other version changes this key until f has
  // returned; changes of other keys do not wait. If f throws, nothing changes, and the exception
  // goes on to the caller. f must not change the state itself: put(), erase() and update() throw
  // inside of it, whatever the key.
  template <class F>
  void update(std::string_view key, F f) const;
  // Returns the keys that begin with `prefix`, in the order of their bytes.
  std::vector<std::string> keys(std::string_view prefix = {}) const;

 private:
  abi::State* state_;
};

}  // namespace carboy

#include <carboy/detail/config.ipp>
