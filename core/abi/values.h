// Structured values on the host's side of the boundary: JSON as a value, and a value as JSON.
//
// Thread rule: plain functions, and objects that belong to one thread.
#pragma once

#include <carboy/abi/value.h>
#include <carboy/detail/arena.h>

#include <memory>
#include <nlohmann/json_fwd.hpp>

namespace carboy::core::abi {

// Memory for what accessors compute: the same arena as in extensions.
using ValueArena = carboy::detail::LocalArena;

// Returns a view of `json`, which must outlive it.
carboy::abi::Value value_of(const nlohmann::json& json);

// Copies a value to JSON: decimals, markup, dates, times, datetimes (RFC 3339, UTC) and UUIDs become
// text, bytes a binary value, and a value of the kind json what it says. Undefined, callables and a
// json that is not JSON become null, and so do lists and maps below the 64th level.
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
  void u64(uint64_t value) noexcept override;
  void bytes(Bytes value) noexcept override;
  void date(int64_t days) noexcept override;
  void time(int64_t microseconds) noexcept override;
  void uuid(Bytes value) noexcept override;
  void json(Text value) noexcept override;

  // The value; null until it is complete.
  const nlohmann::json& result() const;

 private:
  void add(nlohmann::json value);
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace carboy::core::abi
