// Reads one table of app.toml key by key. A key without a reader is a mistake, and so is a value
// that its reader does not accept.
//
// Thread rule: not thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/toml.h"
#include "core/config/config.h"

namespace carboy::core::config {

Position position_of(const toml::source_region& region);

// What durations and sizes look like, for schemas: see core/base/units.h.
inline constexpr const char* kDurationPattern = R"(^[0-9]+(\.[0-9]+)? ?(ms|s|min|h|d)$)";
inline constexpr const char* kSizePattern =
    R"(^[0-9]+(\.[0-9]+)? ?(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$)";

// The description of one key, for schemas and documentation.
struct Setting {
  std::string name;
  std::string help;           // a noun phrase in Markdown that names what is set or limited
  nlohmann::json schema;      // JSON Schema of the value as it is written
  nlohmann::json by_default;  // as it is written; null for none
};

class Section {
 public:
  // Short enough that it can be added to the time of a clock many times.
  static constexpr std::chrono::milliseconds kLongest = std::chrono::hours(24 * 365);
  static constexpr std::size_t kLargest = std::size_t{1} << 53U;  // the most of parse_size()

  Section(std::string name, std::vector<ConfigMistake>& mistakes)
      : name_(std::move(name)), mistakes_(mistakes) {}

  // The functions below declare one key each. `out` holds the default and keeps it if the key is
  // missing or its value is a mistake. REQUIRES: `out` lives until read() returns.
  using Reader = std::function<void(const std::string& key, const toml::node& value)>;
  void on(Setting setting, Reader reader) {
    settings_.push_back(std::move(setting));
    readers_.push_back(std::move(reader));
  }
  void text(std::string key, std::string help, std::string& out);
  void flag(std::string key, std::string help, bool& out);
  void count(std::string key, std::string help, std::size_t least, std::size_t most,
             std::size_t& out);
  // A time with its unit, from `least` to kLongest.
  void duration(std::string key, std::string help, std::chrono::milliseconds least,
                std::chrono::milliseconds& out);
  void duration(std::string key, std::string help, std::chrono::milliseconds& out) {
    duration(std::move(key), std::move(help), std::chrono::milliseconds(0), out);
  }
  // A number of bytes with its unit.
  void size(std::string key, std::string help, std::size_t least, std::size_t most,
            std::size_t& out);
  void size(std::string key, std::string help, std::size_t& out) {
    size(std::move(key), std::move(help), 0, kLargest, out);
  }
  // One of these words; `choices` must live as long as the section.
  template <class Value>
  struct Choice {
    const char* word;
    Value value;
  };
  template <class Value, std::size_t Count>
  void choice(const std::string& key, const std::string& help,
              const Choice<Value> (&choices)[Count], Value& out) {
    std::vector<std::string> words;
    std::size_t by_default = 0;
    for (const Choice<Value>& one : choices) {
      if (one.value == out) by_default = words.size();
      words.emplace_back(one.word);
    }
    choose(key, help, std::move(words), by_default,
           [&choices, &out](std::size_t index) { out = choices[index].value; });
  }
  // Fills `at`, if it is given, with the position of each text.
  void texts(std::string key, std::string help, std::vector<std::string>& out,
             std::vector<Position>* at = nullptr);

  void read(const toml::table& table) const;
  void complain(Position at, const std::string& text) const {
    mistakes_.push_back({std::move(at), "[" + name_ + "] " + text, ""});
  }
  const std::vector<Setting>& settings() const noexcept { return settings_; }

 private:
  template <class Value>
  struct Measure;
  template <class Value>
  void measured(const Measure<Value>& measure, std::string key, std::string help, Value least,
                Value most, Value& out);
  void choose(std::string key, std::string help, std::vector<std::string> words,
              std::size_t by_default, std::function<void(std::size_t)> take);

  std::string name_;
  std::vector<ConfigMistake>& mistakes_;
  std::vector<Setting> settings_;
  std::vector<Reader> readers_;  // of the settings, in their order
};

}  // namespace carboy::core::config
