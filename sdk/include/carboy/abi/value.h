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
  u64,  // above the largest i64; a smaller integer may be either
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

// A value at once: its kind and what it holds. Tables fill cells, and rows of a database are made of
// them. A text, and the rest that `chars` points to, is borrowed for as long as the object that it
// was read from, or lives in the arena that was passed along.
struct Cell {
  ValueKind kind = ValueKind::undefined;
  uint8_t flags = 0;  // none yet: a maker writes 0, a reader ignores it
  uint16_t reserved = 0;
  uint32_t size = 0;  // bytes at `chars`; a longer text is a `value`
  union {
    int64_t i64 = 0;     // boolean, i64, date, time, datetime
    uint64_t u64;        // u64
    double f64;          // f64
    const char* chars;   // decimal, text, markup, bytes, json; uuid: its 16 bytes
    const Value* value;  // value: a list, a map, a callable
  };

  Text text() const { return {chars, size}; }
};

// Every accessor may be called for every kind, and answers zero, empty or undefined where the kind
// has no such thing. `size` tells which accessors are there; new ones are added at the end. A reader
// asks has() for those after `call`, since an extension may have been built before they existed, and
// uses at(), key() and get() where they are missing.
//
// A table lives in the library that made it. So whoever remembers what it has found in a table (an
// id of resolve(), a kind) keys that by the table's address *and* the generation of the app: after a
// swap, another library's table may lie at the same address.
struct ValueTable {
  uint32_t size = sizeof(ValueTable);
  ValueKind (*kind)(const void* object) noexcept = nullptr;
  // boolean: 0 or 1; i64; u64: its 64 bits; date, time and datetime as ValueKind counts them.
  int64_t (*i64)(const void* object) noexcept = nullptr;
  double (*f64)(const void* object) noexcept = nullptr;
  // text, markup, decimal, json and bytes as they are; other kinds printed: a date as 2020-01-02, a
  // time as 03:04:05, a datetime as 2020-01-02T03:04:05Z, a uuid with its four hyphens.
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
  // Steps through a list or a map, in constant time a step. *cursor is 0 before the first step; what
  // it is later is the table's business. Writes the next element, and for a map its key, and returns
  // true; returns false at the end and for other kinds. The object must not change in between.
  bool (*next)(const void* object, uint64_t* cursor, Arena* arena, Text* key,
               Value* element) noexcept = nullptr;
  // The number of a field, for fields(): the same for all objects of this table, so that a reader
  // asks once. -1 if there is no such field, or if its objects have different keys. It reads nothing
  // of the object.
  int32_t (*resolve)(const void* object, Text name) noexcept = nullptr;
  // Fills cells[i] with the field that ids[i] names; an id that resolve() did not return gives
  // undefined. One call reads a whole row.
  void (*fields)(const void* object, const int32_t* ids, size_t count, Arena* arena,
                 Cell* cells) noexcept = nullptr;
  // Fills a cell with the object itself. A list, a map and a callable become a `value` that points
  // to the object, in the arena.
  void (*cell)(const void* object, Arena* arena, Cell* cell) noexcept = nullptr;

  // Returns whether this table has one of the accessors that were added after `call`.
  template <class Accessor>
  bool has(Accessor ValueTable::*accessor) const {
    const auto end = reinterpret_cast<const char*>(&(this->*accessor) + 1);
    return static_cast<size_t>(end - reinterpret_cast<const char*>(this)) <= size &&
           this->*accessor != nullptr;
  }
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
  virtual void u64(uint64_t value) noexcept = 0;
  virtual void bytes(Bytes value) noexcept = 0;
  // Days since 1970-01-01.
  virtual void date(int64_t days) noexcept = 0;
  // Microseconds since midnight.
  virtual void time(int64_t microseconds) noexcept = 0;
  // REQUIRES: 16 bytes, in network order; others become null.
  virtual void uuid(Bytes value) noexcept = 0;
  // A text in JSON, which the reader parses; null if it is not JSON.
  virtual void json(Text value) noexcept = 0;

 protected:
  ~ValueSink() = default;
};

}  // namespace carboy::abi
