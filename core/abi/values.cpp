#include "core/abi/values.h"

#include <cmath>
#include <ctime>
#include <nlohmann/json.hpp>

namespace carboy::core::abi {
namespace {

using Json = nlohmann::json;
using carboy::ValueKind;
using carboy::abi::Arena;
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
    case Json::value_t::number_unsigned:
      return ValueKind::i64;
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
  return json.is_number() ? json.get<int64_t>() : 0;
}
double f64(const void* object) noexcept {
  return json_of(object).is_number() ? json_of(object).get<double>() : 0;
}
Text text(const void* object, Arena* arena) noexcept {
  const Json& json = json_of(object);
  if (json.is_string()) return json.get_ref<const std::string&>();
  const std::string printed = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  auto* const kept = static_cast<char*>(arena->allocate(printed.size(), 1));
  printed.copy(kept, printed.size());
  return {kept, printed.size()};
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

constexpr carboy::abi::ValueTable kJsonTable{
    sizeof(carboy::abi::ValueTable), &kind, &i64, &f64, &text, &count, &at, &key, &get, &call};

std::string rfc3339(int64_t microseconds) {
  int64_t seconds = microseconds / 1000000;
  int64_t rest = microseconds % 1000000;
  if (rest < 0) {
    rest += 1000000;
    --seconds;
  }
  const auto time = static_cast<std::time_t>(seconds);
  std::tm utc{};
  if (::gmtime_r(&time, &utc) == nullptr) return "";
  char buffer[64];
  const std::size_t size = std::strftime(buffer, sizeof(buffer), "%Y-%m-%dT%H:%M:%S", &utc);
  std::string printed(buffer, size);
  if (rest != 0) {
    std::string digits = std::to_string(1000000 + rest);
    printed += "." + digits.substr(1);
  }
  return printed + "Z";
}

Json copy_of(Value value, ValueArena& arena, int depth) {
  if (value.table == nullptr || depth > kDeepest) return nullptr;
  const auto& table = *value.table;
  switch (table.kind(value.object)) {
    case ValueKind::boolean:
      return table.i64(value.object) != 0;
    case ValueKind::i64:
      return table.i64(value.object);
    case ValueKind::u64:
      return static_cast<std::uint64_t>(table.i64(value.object));
    case ValueKind::f64:
      return table.f64(value.object);
    case ValueKind::decimal:
    case ValueKind::text:
    case ValueKind::markup:
    case ValueKind::bytes:
    case ValueKind::date:
    case ValueKind::time:
    case ValueKind::uuid:
    case ValueKind::json:
      return std::string(std::string_view(table.text(value.object, &arena)));
    case ValueKind::datetime:
      return rfc3339(table.i64(value.object));
    case ValueKind::list: {
      Json list = Json::array();
      const size_t size = table.count(value.object);
      for (size_t i = 0; i < size; ++i) {
        list.push_back(copy_of(table.at(value.object, i, &arena), arena, depth + 1));
      }
      return list;
    }
    case ValueKind::map: {
      Json map = Json::object();
      const size_t size = table.count(value.object);
      for (size_t i = 0; i < size; ++i) {
        const std::string_view name = table.key(value.object, i, &arena);
        map[std::string(name)] = copy_of(table.at(value.object, i, &arena), arena, depth + 1);
      }
      return map;
    }
    case ValueKind::undefined:
    case ValueKind::null:
    case ValueKind::callable:
    case ValueKind::value:
      break;
  }
  return nullptr;
}

}  // namespace

ValueArena::~ValueArena() {
  while (!ends_.empty()) {
    const End end = ends_.back();
    ends_.pop_back();
    end.drop(end.object);
  }
}

void* ValueArena::allocate(size_t size, size_t alignment) noexcept {
  blocks_.push_back(std::make_unique<std::byte[]>(size + alignment));
  void* memory = blocks_.back().get();
  std::size_t space = size + alignment;
  return std::align(alignment, size, memory, space);
}

void ValueArena::at_end(void* object, void (*drop)(void*) noexcept) noexcept {
  ends_.push_back({object, drop});
}

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
void JsonSink::datetime(int64_t microseconds) noexcept { add(rfc3339(microseconds)); }
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
