// A structured value, read where it lies: a pointer and a table of accessors. It lets a template
// read an extension's own json or struct, and a slot read what another extension emits.
//
// Thread rule: as the object behind it; a Value is borrowed for the call it is passed to.
#pragma once

#include <carboy/abi/types.h>

namespace carboy {

// The kinds of values and of cells. `undefined` is the value of a missing key, `markup` is text that
// is HTML already, and a duration is an i64 of nanoseconds.
enum class ValueKind : uint8_t {
  undefined,
  null,
  boolean,
  i64,
  u64,
  f64,
  decimal,
  text,
  markup,
  bytes,
  date,      // days since 1970-01-01
  time,      // microseconds since midnight
  datetime,  // microseconds since 1970-01-01T00:00:00Z
  uuid,      // 16 bytes
  json,      // a text in JSON
  list,
  map,
  callable,
  value,  // of a cell: a pointer to a Value
};

}  // namespace carboy

namespace carboy::abi {

// Owns what an accessor has to compute, until the reading (a rendering, an emission) ends.
struct Arena : Service {
  // Room of `size` bytes; never null.
  virtual void* allocate(size_t size, size_t alignment) noexcept = 0;
  // Calls drop(object) when the reading ends, latest first.
  virtual void at_end(void* object, void (*drop)(void* object) noexcept) noexcept = 0;

 protected:
  ~Arena() = default;
};

struct ValueTable;

struct Value {
  const void* object = nullptr;
  const ValueTable* table = nullptr;  // null: undefined
};

struct NamedValue {
  Text name;
  Value value;
};

// Every accessor may be called for every kind, and answers zero, empty or undefined where the kind
// has no such thing. `size` tells which accessors are there; new ones are added at the end.
struct ValueTable {
  uint32_t size = sizeof(ValueTable);
  ValueKind (*kind)(const void* object) noexcept = nullptr;
  // boolean: 0 or 1; i64; datetime: microseconds since 1970-01-01T00:00:00Z.
  int64_t (*i64)(const void* object) noexcept = nullptr;
  double (*f64)(const void* object) noexcept = nullptr;
  // text, markup and decimal as they are; other kinds printed.
  Text (*text)(const void* object, Arena* arena) noexcept = nullptr;
  // Elements of a list, keys of a map.
  size_t (*count)(const void* object) noexcept = nullptr;
  // The element, or the map's value in its order.
  Value (*at)(const void* object, size_t index, Arena* arena) noexcept = nullptr;
  Text (*key)(const void* object, size_t index, Arena* arena) noexcept = nullptr;
  Value (*get)(const void* object, Text key, Arena* arena) noexcept = nullptr;
  // callable: the result lives in the arena. Failed: the thread's error says why.
  Status (*call)(const void* object, const Value* arguments, size_t count, const NamedValue* named,
                 size_t named_count, Arena* arena, Value* result) noexcept = nullptr;
};

// The way back: a value told to the host piece by piece, copied as it comes.
struct ValueSink : Service {
  virtual void null() noexcept = 0;
  virtual void boolean(bool value) noexcept = 0;
  virtual void i64(int64_t value) noexcept = 0;
  virtual void f64(double value) noexcept = 0;
  virtual void decimal(Text digits) noexcept = 0;
  virtual void text(Text value) noexcept = 0;
  virtual void markup(Text value) noexcept = 0;
  // Microseconds since 1970-01-01T00:00:00Z.
  virtual void datetime(int64_t microseconds) noexcept = 0;
  virtual void begin_list() noexcept = 0;
  virtual void end_list() noexcept = 0;
  virtual void begin_map() noexcept = 0;
  // Names the value that comes next. REQUIRES: inside a map.
  virtual void key(Text name) noexcept = 0;
  virtual void end_map() noexcept = 0;

 protected:
  ~ValueSink() = default;
};

}  // namespace carboy::abi
