// The schema of an extension's settings: a subset of JSON Schema (draft 7) with these keywords and
// no others: type, properties, items, required, enum, minimum, maximum, exclusiveMinimum,
// exclusiveMaximum, minLength, maxLength, minItems, maxItems, pattern, default, description, and
// additionalProperties, which may only be false and always is.
//
// One schema checks app.toml, documents the settings and draws the panel's form.
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

namespace re2 {
class RE2;
}

namespace carboy::core::extensions {

enum class SchemaType { any, null, boolean, integer, number, string, array, object };

// One level of a schema. What is not set is not restricted.
struct SchemaNode {
  struct Property;

  SchemaType type = SchemaType::any;
  std::string description;
  std::optional<OrderedJson> default_value;
  std::vector<OrderedJson> one_of;     // enum; empty when there is none
  std::optional<OrderedJson> minimum;  // numbers, as they were written
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

  const SchemaNode* find(std::string_view property) const;
};

struct SchemaNode::Property {
  std::string name;
  SchemaNode schema;
};

class Schema {
 public:
  // What a node without "type" means: any value, as JSON Schema has it, or a mistake, as it is in
  // settings, where a form has to be drawn (properties, items or enum are type enough).
  enum class Types { optional, required };

  // A schema without settings: only an empty object fits.
  Schema();

  // The schema that consists of this node. REQUIRES: the node came out of a parse without mistakes.
  static Schema of(SchemaNode node);

  // Reads a schema. Each fault is appended to `mistakes`, its field relative to the schema
  // ("properties.page_size.minimum"); when there are any, the result is of no use. Faults are also:
  // a default that does not fit, bounds that exclude everything, a keyword of another type, a
  // pattern that RE2 does not take (no look-around, no back-references: what remains cannot be
  // made to hang).
  static Schema parse(const OrderedJson& schema, Types types, std::vector<Mistake>& mistakes);

  // All mistakes in `value`, before its defaults are filled in; fields are JSON pointers (RFC
  // 6901). Texts never repeat a string of the value, since it may be a secret.
  std::vector<Mistake> validate(const OrderedJson& value) const;

  // `value` with the defaults of what it leaves out, at every level. REQUIRES: validate(value) is
  // empty, or the caller does not mind what happens to the parts that do not fit.
  OrderedJson with_defaults(const OrderedJson& value) const;

  const SchemaNode& root() const { return root_; }

 private:
  SchemaNode root_;
};

// "integer", "object"; "value" for any.
std::string_view name_of(SchemaType type);

// Compares two JSON numbers exactly, whatever their representation.
bool number_less(const OrderedJson& a, const OrderedJson& b);

}  // namespace carboy::core::extensions
