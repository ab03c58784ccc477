// The schema of an extension's settings: a subset of JSON Schema (draft 7) with these keywords and
// no others: type, properties, items, required, enum, minimum, maximum, exclusiveMinimum,
// exclusiveMaximum, minLength, maxLength, minItems, maxItems, pattern, format, default, description,
// and additionalProperties, which is false unless it is the schema of settings whose names the
// composer chooses. Two keywords are Carboy's own: secret and operator.
//
// A text of the format "duration" or "size" is written with its unit, and so are its bounds; the
// extension reads it as a number, see Schema::read().
//
// The same schema checks app.toml, documents the settings and draws the panel's form.
//
// Thread rule: immutable once parsed; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/extensions/package/manifest_json.h"
#include "core/extensions/package/schema_format.h"

namespace re2 {
class RE2;
}

namespace carboy::core::extensions {

enum class SchemaType { any, null, boolean, integer, number, string, array, object };

// One level of a schema. A member that is not set restricts nothing.
struct SchemaNode {
  struct Property;

  SchemaType type = SchemaType::any;
  std::string description;
  std::optional<OrderedJson> default_value;
  std::vector<OrderedJson> one_of;  // enum; empty if there is none
  SchemaFormat format = SchemaFormat::none;
  bool secret = false;                 // the value is never shown
  bool operator_only = false;          // "operator": only who edits app.toml may change it
  std::optional<OrderedJson> minimum;  // as they were written: numbers, or texts with a unit
  std::optional<OrderedJson> maximum;
  std::optional<OrderedJson> exclusive_minimum;
  std::optional<OrderedJson> exclusive_maximum;
  std::optional<std::uint64_t> min_length;  // code points
  std::optional<std::uint64_t> max_length;
  std::optional<std::uint64_t> min_items;
  std::optional<std::uint64_t> max_items;
  std::string pattern;
  std::shared_ptr<const re2::RE2> compiled_pattern;  // searches anywhere, in linear time
  std::shared_ptr<const SchemaNode> items;
  bool has_properties = false;
  std::vector<Property> properties;  // in the order of the schema
  std::vector<std::string> required;
  // Of the members of an object that `properties` does not name; null: there may be none, if
  // has_properties.
  std::shared_ptr<const SchemaNode> additional;
  bool checks_names = false;  // of those members: the grammar of the names of settings

  const SchemaNode* find(std::string_view property) const;
};

struct SchemaNode::Property {
  std::string name;
  SchemaNode schema;
};

// What validate() says about an unknown key, before any suggestion.
inline constexpr const char* kNoSuchSetting = "no such setting.";

class Schema {
 public:
  // Whether a node needs "type". In JSON Schema it is optional: a node without it takes any value.
  // In settings it is required, since forms are drawn from it; properties, items or enum replace
  // it.
  enum class Types { optional, required };

  // A schema without settings: only an empty object fits.
  Schema();

  // The schema that consists of this node. REQUIRES: the node came out of a parse without mistakes.
  static Schema of(SchemaNode node);

  // Reads a schema. Each fault is appended to `mistakes`, with a field relative to the schema
  // ("properties.page_size.minimum"); if there are any, do not use the result. Faults include a
  // default that does not fit, bounds that exclude everything, a keyword of another type, and a
  // pattern that RE2 does not accept (no look-around, no back-references; so matching takes linear
  // time).
  static Schema parse(const OrderedJson& schema, Types types, std::vector<Mistake>& mistakes);

  // Returns all mistakes in `value`, before its defaults are filled in; fields are JSON pointers
  // (RFC 6901). The texts never repeat a string of the value, since it may be a secret.
  std::vector<Mistake> validate(const OrderedJson& value) const;

  // Returns `value` with the defaults of all settings that are missing, at every level. Parts that
  // do not fit the schema are returned unchanged.
  OrderedJson with_defaults(const OrderedJson& value) const;

  // Returns `value` as the extension reads it: with the defaults, durations as nanoseconds, and
  // sizes as bytes. REQUIRES: validate(value) found no mistake.
  OrderedJson read(const OrderedJson& value) const;

  // Returns `value` with `mask` in place of everything that the schema calls secret.
  OrderedJson masked(const OrderedJson& value, const std::string& mask) const;
  // The same for the value of one setting, "db.password", below the whole.
  OrderedJson masked_at(std::string_view path, const OrderedJson& value,
                        const std::string& mask) const;

  const SchemaNode& root() const { return root_; }

 private:
  SchemaNode root_;
};

// "integer", "object"; "value" for any.
std::string_view name_of(SchemaType type);

// Whether `name` is one that a setting may have: lower-case letters, digits and single underscores.
bool is_setting_name(std::string_view name);

// The same schema as JSON Schema, for forms, with additionalProperties false at every level that
// has properties and no schema for others. Parsed again, it gives the same schema.
OrderedJson json_schema(const SchemaNode& node);

// Compares two JSON numbers exactly, whatever their representation.
bool number_less(const OrderedJson& a, const OrderedJson& b);

}  // namespace carboy::core::extensions
