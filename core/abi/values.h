// Structured values on the host's side of the boundary: JSON as a value, and a value as JSON.
//
// Thread rule: plain functions, and objects that belong to one thread.
#pragma once

#include <carboy/abi/value.h>

#include <cstddef>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace carboy::core::abi {

// Memory for what accessors compute. The destructor frees everything, latest first.
class ValueArena final : public carboy::abi::Arena {
 public:
  ValueArena() = default;
  ~ValueArena();
  ValueArena(const ValueArena&) = delete;
  ValueArena& operator=(const ValueArena&) = delete;
  void* allocate(size_t size, size_t alignment) noexcept override;
  void at_end(void* object, void (*drop)(void*) noexcept) noexcept override;

 private:
  struct End {
    void* object;
    void (*drop)(void*) noexcept;
  };
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::vector<End> ends_;
};

// Returns a view of `json`, which must outlive it.
carboy::abi::Value value_of(const nlohmann::json& json);

// Copies a value to JSON: decimals, markup and datetimes (RFC 3339, UTC) become text; undefined and
// callables become null, and so do lists and maps below the 64th level.
nlohmann::json to_json(carboy::abi::Value value, ValueArena& arena);

// Builds JSON from a value that arrives piece by piece.
class JsonSink final : public carboy::abi::ValueSink {
 public:
  JsonSink();
  ~JsonSink();
  void null() noexcept override;
  void boolean(bool value) noexcept override;
  void i64(int64_t value) noexcept override;
  void f64(double value) noexcept override;
  void decimal(Text digits) noexcept override;
  void text(Text value) noexcept override;
  void markup(Text value) noexcept override;
  void datetime(int64_t microseconds) noexcept override;
  void begin_list() noexcept override;
  void end_list() noexcept override;
  void begin_map() noexcept override;
  void key(Text name) noexcept override;
  void end_map() noexcept override;

  // The value; null until it is complete.
  const nlohmann::json& result() const;

 private:
  void add(nlohmann::json value);
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace carboy::core::abi
