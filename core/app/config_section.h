// One table of app.toml, read key by key: what no reader is named for is a mistake, and so is a
// value of another kind than its reader's.
//
// Thread rule: not thread-safe.
#pragma once

#include <toml++/toml.h>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/app/config.h"

namespace carboy::core::app {

Position position_of(const toml::source_region& region);

class Section {
 public:
  Section(std::string name, std::vector<ConfigMistake>& mistakes)
      : name_(std::move(name)), mistakes_(mistakes) {}

  // What follows says which keys there are. `out` keeps its value where the key is missing or its
  // value is a mistake; it must live until read() is done.
  using Reader = std::function<void(const std::string& key, const toml::node& value)>;
  void on(std::string key, Reader reader) {
    readers_.emplace_back(std::move(key), std::move(reader));
  }
  void text(std::string key, std::string& out);
  void flag(std::string key, bool& out);
  void count(std::string key, std::size_t least, std::size_t most, std::size_t& out);
  // A time with its unit.
  void duration(std::string key, std::chrono::milliseconds& out);
  // Bytes with their unit.
  void size(std::string key, std::size_t& out);
  // `at`, when given, gets where each stands.
  void texts(std::string key, std::vector<std::string>& out, std::vector<Position>* at = nullptr);

  void read(const toml::table& table) const;
  void complain(Position at, const std::string& text) const {
    mistakes_.push_back({std::move(at), "[" + name_ + "] " + text, ""});
  }

 private:
  std::string name_;
  std::vector<ConfigMistake>& mistakes_;
  std::vector<std::pair<std::string, Reader>> readers_;
};

}  // namespace carboy::core::app
