#include "core/abi/watched_settings.h"

#include <nlohmann/json.hpp>

#include "core/abi/values.h"

namespace carboy::core::abi {
namespace {

using carboy::abi::Arena;
using carboy::abi::Value;

const WatchedSettings& watched(const void* object) {
  return *static_cast<const WatchedSettings*>(object);
}
const void* inner(const void* object) { return watched(object).plain().object; }
const carboy::abi::ValueTable& table(const void* object) { return *watched(object).plain().table; }

// Every accessor except `get` calls that of the settings. Settings have no numbers of fields.
constexpr carboy::abi::ValueTable kWatchedTable{
    sizeof(carboy::abi::ValueTable),
    [](const void* object) noexcept { return table(object).kind(inner(object)); },
    [](const void* object) noexcept { return table(object).i64(inner(object)); },
    [](const void* object) noexcept { return table(object).f64(inner(object)); },
    [](const void* object, Arena* arena) noexcept {
      return table(object).text(inner(object), arena);
    },
    [](const void* object) noexcept { return table(object).count(inner(object)); },
    [](const void* object, size_t index, Arena* arena) noexcept {
      return table(object).at(inner(object), index, arena);
    },
    [](const void* object, size_t index, Arena* arena) noexcept {
      return table(object).key(inner(object), index, arena);
    },
    [](const void* object, Text key, Arena* arena) noexcept {
      const Value found = table(object).get(inner(object), key, arena);
      if (found.table == nullptr) watched(object).watch()->setting_not_found(key);
      return found;
    },
    [](const void*, const Value*, size_t, const carboy::abi::NamedValue*, size_t, Arena*,
       Value*) noexcept { return Status::not_found; },
    [](const void* object, uint64_t* cursor, Arena* arena, Text* key, Value* element) noexcept {
      return table(object).next(inner(object), cursor, arena, key, element);
    },
    nullptr,
    nullptr,
    nullptr};

}  // namespace

WatchedSettings::WatchedSettings(const nlohmann::json& settings, Watch* watch)
    : plain_(value_of(settings)), watch_(watch) {}

Value WatchedSettings::value() const noexcept {
  return watch_ == nullptr ? plain_ : Value{this, &kWatchedTable};
}

}  // namespace carboy::core::abi
