// Structured values on the host's side of the boundary: its own JSON as a value, a value as JSON.
//
// Thread rule: plain functions and objects of one thread.
#pragma once

#include <carboy/abi/value.h>

#include <cstddef>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace carboy::core::abi {

// Memory for what accessors compute; everything is freed, latest first, when it ends.
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

// A view of `json`, which must outlive it.
carboy::abi::Value value_of(const nlohmann::json& json);

// A copy of a value as JSON: decimals, markup and datetimes (RFC 3339, UTC) as text, undefined and
// callables as null. Lists and maps deeper than 64 levels end in null.
nlohmann::json to_json(carboy::abi::Value value, ValueArena& arena);

// What a value that is told piece by piece adds up to.
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

  // Null until a value is complete.
  const nlohmann::json& result() const;

 private:
  void add(nlohmann::json value);
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace carboy::core::abi
