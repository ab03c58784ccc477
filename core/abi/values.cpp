#include "core/abi/values.h"

#include <carboy/value.h>

#include <nlohmann/json.hpp>

namespace carboy::core::abi {
namespace {

using Json = nlohmann::json;
using carboy::ValueKind;
using carboy::abi::Arena;
using carboy::abi::Cell;
using carboy::abi::Value;

constexpr int kDeepest = 64;

const Json& json_of(const void* object) { return *static_cast<const Json*>(object); }

ValueKind kind(const void* object) noexcept {
  switch (json_of(object).type()) {
    case Json::value_t::null:
      return ValueKind::null;
    case Json::value_t::boolean:
      return ValueKind::boolean;
    case Json::value_t::number_integer:
      return ValueKind::i64;
    case Json::value_t::number_unsigned:
      return json_of(object).get<uint64_t>() > INT64_MAX ? ValueKind::u64 : ValueKind::i64;
    case Json::value_t::number_float:
      return ValueKind::f64;
    case Json::value_t::string:
      return ValueKind::text;
    case Json::value_t::array:
      return ValueKind::list;
    case Json::value_t::object:
      return ValueKind::map;
    default:
      return ValueKind::undefined;
  }
}
int64_t i64(const void* object) noexcept {
  const Json& json = json_of(object);
  if (json.is_boolean()) return json.get<bool>() ? 1 : 0;
  if (json.is_number_float()) return carboy::detail::whole(json.get<double>());
  return json.is_number() ? json.get<int64_t>() : 0;
}
double f64(const void* object) noexcept {
  return json_of(object).is_number() ? json_of(object).get<double>() : 0;
}
Text text(const void* object, Arena* arena) noexcept {
  const Json& json = json_of(object);
  if (json.is_string()) return json.get_ref<const std::string&>();
  return carboy::detail::keep(arena, json.dump(-1, ' ', false, Json::error_handler_t::replace));
}
size_t count(const void* object) noexcept {
  return json_of(object).is_structured() ? json_of(object).size() : 0;
}
Value at(const void* object, size_t index, Arena*) noexcept {
  const Json& json = json_of(object);
  if (index >= count(object)) return {};
  return value_of(json.is_array() ? json[index]
                                  : *std::next(json.begin(), static_cast<std::ptrdiff_t>(index)));
}
Text key(const void* object, size_t index, Arena*) noexcept {
  const Json& json = json_of(object);
  if (!json.is_object() || index >= json.size()) return {};
  return std::next(json.begin(), static_cast<std::ptrdiff_t>(index)).key();
}
Value get(const void* object, Text name, Arena*) noexcept {
  const Json& json = json_of(object);
  if (!json.is_object()) return {};
  const auto entry = json.find(std::string(std::string_view(name)));
  return entry == json.end() ? Value() : value_of(*entry);
}
Status call(const void*, const Value*, size_t, const carboy::abi::NamedValue*, size_t, Arena*,
            Value*) noexcept {
  return Status::not_found;
}

bool next(const void* object, uint64_t* cursor, Arena* arena, Text* key, Value* element) noexcept {
  const Json& json = json_of(object);
  if (json.is_array()) {
    if (*cursor >= json.size()) return false;
    *key = {};
    *element = value_of(json[(*cursor)++]);
    return true;
  }
  if (!json.is_object()) return false;
  Json::object_t::const_iterator entry;
  const auto& map = json.get_ref<const Json::object_t&>();
  if (!carboy::detail::Cursor<Json::object_t>::step(map, *cursor, arena, &entry)) return false;
  *key = entry->first;
  *element = value_of(entry->second);
  return true;
}
void cell(const void* object, Arena* arena, Cell* out) noexcept {
  carboy::detail::fill_cell_by_kind(value_of(json_of(object)), kind(object), arena, *out);
}

// Keys differ from object to object, so there are no numbers of fields.
constexpr carboy::abi::ValueTable kJsonTable{sizeof(carboy::abi::ValueTable),
                                             &kind,
                                             &i64,
                                             &f64,
                                             &text,
                                             &count,
                                             &at,
                                             &key,
                                             &get,
                                             &call,
                                             &next,
                                             nullptr,
                                             nullptr,
                                             &cell};

// Parses a text in JSON. What is nested too deeply is left out; null if it is not JSON.
Json parsed(std::string_view text) {
  const auto is_shallow = [](int depth, Json::parse_event_t, const Json&) {
    return depth <= kDeepest;
  };
  Json json = Json::parse(text, is_shallow, false);
  return json.is_discarded() ? Json() : json;
}

Json binary(std::string_view bytes) {
  return Json::binary(Json::binary_t::container_type(bytes.begin(), bytes.end()));
}

// The JSON of a cell that holds no list and no map.
Json scalar(const Cell& cell) {
  ValueArena arena;
  switch (cell.kind) {
    case ValueKind::boolean:
      return cell.i64 != 0;
    case ValueKind::i64:
      return cell.i64;
    case ValueKind::u64:
      return cell.u64;
    case ValueKind::f64:
      return cell.f64;
    case ValueKind::bytes:
      return binary(cell.text());
    case ValueKind::json:
      return parsed(cell.text());
    case ValueKind::undefined:
    case ValueKind::null:
    case ValueKind::value:
    case ValueKind::list:
    case ValueKind::map:
    case ValueKind::callable:
      return nullptr;
    default:  // a text, or what is printed as one
      return std::string(carboy::Cell(cell, &arena).text());
  }
}
Json scalar(ValueKind kind, int64_t number) {
  Cell cell;
  carboy::detail::set_number(cell, kind, number);
  return scalar(cell);
}
Json scalar(ValueKind kind, Text text) {
  Cell cell;
  carboy::detail::set_chars(cell, kind, text);
  return scalar(cell);
}

Json copy_of(Value value, ValueArena& arena, int depth);

Json copy_of_container(Value value, ValueArena& arena, int depth) {
  const ValueKind kind = value.table->kind(value.object);
  if (kind == ValueKind::text)
    return std::string(std::string_view(value.table->text(value.object, &arena)));
  if (depth >= kDeepest || (kind != ValueKind::list && kind != ValueKind::map)) return nullptr;
  Json copy = kind == ValueKind::list ? Json::array() : Json::object();
  uint64_t cursor = 0;
  Text name;
  Value element;
  while (carboy::detail::step(value, &cursor, &arena, &name, &element)) {
    Json item = copy_of(element, arena, depth + 1);
    if (kind == ValueKind::list) {
      copy.push_back(std::move(item));
    } else {
      copy[std::string(std::string_view(name))] = std::move(item);
    }
  }
  return copy;
}

Json copy_of(Value value, ValueArena& arena, int depth) {
  Cell cell;
  carboy::detail::fill_cell(value, &arena, &cell);
  return cell.kind == ValueKind::value ? copy_of_container(*cell.value, arena, depth)
                                       : scalar(cell);
}

}  // namespace

Value value_of(const Json& json) { return {&json, &kJsonTable}; }

Json to_json(Value value, ValueArena& arena) { return copy_of(value, arena, 0); }

struct JsonSink::State {
  struct Level {
    Json json;
    std::string key;
  };
  std::vector<Level> open;
  Json result;
};

JsonSink::JsonSink() : state_(std::make_unique<State>()) {}
JsonSink::~JsonSink() = default;
const Json& JsonSink::result() const { return state_->result; }

void JsonSink::add(Json value) {
  if (state_->open.empty()) {
    state_->result = std::move(value);
    return;
  }
  State::Level& level = state_->open.back();
  if (level.json.is_array()) {
    level.json.push_back(std::move(value));
  } else {
    level.json[std::exchange(level.key, {})] = std::move(value);
  }
}

void JsonSink::null() noexcept { add(nullptr); }
void JsonSink::boolean(bool value) noexcept { add(value); }
void JsonSink::i64(int64_t value) noexcept { add(value); }
void JsonSink::f64(double value) noexcept { add(value); }
void JsonSink::decimal(Text digits) noexcept { text(digits); }
void JsonSink::text(Text value) noexcept { add(std::string(std::string_view(value))); }
void JsonSink::markup(Text value) noexcept { text(value); }
void JsonSink::datetime(int64_t microseconds) noexcept {
  add(scalar(ValueKind::datetime, microseconds));
}
void JsonSink::u64(uint64_t value) noexcept { add(value); }
void JsonSink::bytes(Bytes value) noexcept { add(binary({value.data, value.size})); }
void JsonSink::date(int64_t days) noexcept { add(scalar(ValueKind::date, days)); }
void JsonSink::time(int64_t microseconds) noexcept { add(scalar(ValueKind::time, microseconds)); }
void JsonSink::uuid(Bytes value) noexcept {
  add(value.size == 16 ? scalar(ValueKind::uuid, Text(value.data, value.size)) : Json());
}
void JsonSink::json(Text value) noexcept { add(parsed(value)); }
void JsonSink::begin_list() noexcept { state_->open.push_back({Json::array(), {}}); }
void JsonSink::begin_map() noexcept { state_->open.push_back({Json::object(), {}}); }
void JsonSink::key(Text name) noexcept {
  if (!state_->open.empty()) state_->open.back().key = std::string_view(name);
}
void JsonSink::end_list() noexcept {
  if (state_->open.empty()) return;
  Json done = std::move(state_->open.back().json);
  state_->open.pop_back();
  add(std::move(done));
}
void JsonSink::end_map() noexcept { end_list(); }

}  // namespace carboy::core::abi
