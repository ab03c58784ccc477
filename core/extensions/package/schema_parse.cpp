// Schema::parse: reads a schema and reports its faults. Apart from schema.cpp, which applies a
// schema that is known to be right: the two share only SchemaNode.
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <functional>

#include "core/base/suggest.h"
#include "core/extensions/package/schema.h"

namespace carboy::core::extensions {
namespace {

constexpr int kMaxSchemaDepth = 24;
constexpr std::size_t kMaxPattern = 1000;
constexpr std::int64_t kMaxPatternMemory = 1 << 20;

// The types that "type" may name.
constexpr std::array<SchemaType, 7> kSchemaTypes{
    SchemaType::null,   SchemaType::boolean, SchemaType::integer, SchemaType::number,
    SchemaType::string, SchemaType::array,   SchemaType::object};

const std::vector<std::string>& schema_keywords() {
  static const std::vector<std::string> all{
      "type",      "properties",  "items",    "required",         "enum",
      "minimum",   "maximum",     "pattern",  "exclusiveMinimum", "exclusiveMaximum",
      "minLength", "maxLength",   "minItems", "maxItems",         "additionalProperties",
      "default",   "description", "format",   "secret",           "operator"};
  return all;
}

// The types that a keyword restricts; empty for a keyword of every type.
std::vector<SchemaType> types_of_keyword(std::string_view keyword) {
  if (keyword == "properties" || keyword == "required" || keyword == "additionalProperties") {
    return {SchemaType::object};
  }
  if (keyword == "items" || keyword == "minItems" || keyword == "maxItems")
    return {SchemaType::array};
  if (keyword == "minLength" || keyword == "maxLength" || keyword == "pattern" ||
      keyword == "format") {
    return {SchemaType::string};
  }
  if (keyword.ends_with("inimum") || keyword.ends_with("aximum")) {
    return {SchemaType::integer, SchemaType::number};
  }
  return {};
}

class SchemaReader {
 public:
  SchemaReader(Schema::Types types, std::vector<Mistake>& mistakes)
      : types_(types), mistakes_(mistakes) {}

  SchemaNode read(const OrderedJson& schema, const std::string& field, int depth) {
    SchemaNode node;
    if (!schema.is_object()) {
      complain(field, "must be an object, not " + kind_of(schema));
      return node;
    }
    if (depth > kMaxSchemaDepth) {
      complain(field, "is nested deeper than 24 levels");
      return node;
    }
    const std::size_t before = mistakes_.size();
    check_keywords(schema, field);
    read_type(schema, field, node);
    read_text(schema, "description", field, node.description);
    read_format(schema, field, node);
    read_flag(schema, "secret", field, node.secret);
    read_flag(schema, "operator", field, node.operator_only);
    read_numbers(schema, field, node);
    read_string_rules(schema, field, node);
    read_array_rules(schema, field, node, depth);
    read_object_rules(schema, field, node, depth);
    read_enumeration(schema, field, node);
    if (schema.contains("default")) node.default_value = schema["default"];
    if (types_ == Schema::Types::required) demand_form(schema, field, node);
    if (mistakes_.size() == before) check_default(field, node);
    return node;
  }

 private:
  void complain(const std::string& field, const std::string& text) {
    mistakes_.push_back({field, text});
  }
  static std::string inside(const std::string& field, const std::string& name) {
    return field.empty() ? name : field + "." + name;
  }

  void check_keywords(const OrderedJson& schema, const std::string& field) {
    for (const auto& [name, value] : schema.items()) {
      if (std::find(schema_keywords().begin(), schema_keywords().end(), name) !=
          schema_keywords().end())
        continue;
      const std::string hint = name.size() > 64 ? "" : base::did_you_mean(name, schema_keywords());
      complain(inside(field, name), hint.empty() ? "is not in Carboy's subset of JSON Schema"
                                                 : "no such keyword." + hint);
    }
    if (schema.contains("additionalProperties") && schema["additionalProperties"] != false &&
        !schema["additionalProperties"].is_object()) {
      complain(inside(field, "additionalProperties"),
               "can only be false, or the schema of settings whose names the composer chooses");
    }
  }

  void read_type(const OrderedJson& schema, const std::string& field, SchemaNode& node) {
    if (!schema.contains("type")) {
      if (types_ == Schema::Types::optional) return;
      if (schema.contains("properties")) node.type = SchemaType::object;
      if (schema.contains("additionalProperties")) node.type = SchemaType::object;
      if (schema.contains("items")) node.type = SchemaType::array;
      return;
    }
    const OrderedJson& type = schema["type"];
    const auto named = [&](SchemaType one) { return type.is_string() && type == name_of(one); };
    const auto found = std::find_if(kSchemaTypes.begin(), kSchemaTypes.end(), named);
    if (found == kSchemaTypes.end()) {
      std::vector<std::string> names;
      for (const SchemaType one : kSchemaTypes) names.emplace_back(name_of(one));
      const bool word = type.is_string() && type.get_ref<const std::string&>().size() < 64;
      complain(inside(field, "type"),
               "must be one of null, boolean, integer, number, string, array, object." +
                   (word ? base::did_you_mean(type.get_ref<const std::string&>(), names) : ""));
      return;
    }
    node.type = *found;
    const bool has_measure =
        schema.contains("format") && schema["format"].is_string() &&
        is_measure(format_named(schema["format"].get<std::string>()).value_or(SchemaFormat::none));
    for (const auto& [name, value] : schema.items()) {
      const std::vector<SchemaType> meant = types_of_keyword(name);
      const bool is_bound = name.ends_with("inimum") || name.ends_with("aximum");
      if (is_bound && has_measure && node.type == SchemaType::string) continue;
      if (meant.empty() || std::find(meant.begin(), meant.end(), node.type) != meant.end())
        continue;
      complain(inside(field, name), "is for the type " + std::string(name_of(meant.back())) +
                                        ", and this is of type " + std::string(name_of(node.type)));
    }
  }

  void read_text(const OrderedJson& schema, const std::string& name, const std::string& field,
                 std::string& into) {
    if (!schema.contains(name)) return;
    if (!schema[name].is_string()) {
      return complain(inside(field, name), "must be a string, not " + kind_of(schema[name]));
    }
    into = schema[name].get<std::string>();
    if (!is_one_line(into)) {
      complain(inside(field, name), "must be one line without control characters");
    }
  }

  void read_flag(const OrderedJson& schema, const std::string& name, const std::string& field,
                 bool& into) {
    if (!schema.contains(name)) return;
    if (!schema[name].is_boolean()) {
      return complain(inside(field, name), "must be true or false, not " + kind_of(schema[name]));
    }
    into = schema[name].get<bool>();
  }

  void read_format(const OrderedJson& schema, const std::string& field, SchemaNode& node) {
    if (!schema.contains("format")) return;
    static const std::vector<std::string> kNames{"duration", "size", "uri", "email"};
    const OrderedJson& name = schema["format"];
    const auto found =
        name.is_string() ? format_named(name.get_ref<const std::string&>()) : std::nullopt;
    if (!found) {
      const bool word = name.is_string() && name.get_ref<const std::string&>().size() < 64;
      return complain(
          inside(field, "format"),
          "must be one of duration, size, uri, email." +
              (word ? base::did_you_mean(name.get_ref<const std::string&>(), kNames) : ""));
    }
    node.format = *found;
    if (node.type == SchemaType::any) node.type = SchemaType::string;
  }

  // Returns a bound as a number. Bounds of a measure are texts with a unit.
  std::optional<OrderedJson> bound_in(const OrderedJson& bound, const std::string& field,
                                      SchemaFormat format) {
    if (!is_measure(format)) {
      if (bound.is_number()) return bound;
      complain(field, "must be a number, not " + kind_of(bound));
      return std::nullopt;
    }
    const auto number =
        bound.is_string() ? measured(format, bound.get_ref<const std::string&>()) : std::nullopt;
    if (number) return OrderedJson(*number);
    complain(field, "must be " + std::string(described(format)));
    return std::nullopt;
  }

  void read_numbers(const OrderedJson& schema, const std::string& field, SchemaNode& node) {
    SchemaNode numbers;
    const auto read = [&](const char* name, std::optional<OrderedJson>& into,
                          std::optional<OrderedJson>& number) {
      if (!schema.contains(name)) return;
      number = bound_in(schema[name], inside(field, name), node.format);
      if (number) into = schema[name];
    };
    read("minimum", node.minimum, numbers.minimum);
    read("maximum", node.maximum, numbers.maximum);
    read("exclusiveMinimum", node.exclusive_minimum, numbers.exclusive_minimum);
    read("exclusiveMaximum", node.exclusive_maximum, numbers.exclusive_maximum);
    const auto excluded = [](const std::optional<OrderedJson>& low,
                             const std::optional<OrderedJson>& high, bool strictly) {
      if (!low || !high) return false;
      return number_less(*high, *low) || (strictly && !number_less(*low, *high));
    };
    if (excluded(numbers.minimum, numbers.maximum, false) ||
        excluded(numbers.exclusive_minimum, numbers.maximum, true) ||
        excluded(numbers.minimum, numbers.exclusive_maximum, true) ||
        excluded(numbers.exclusive_minimum, numbers.exclusive_maximum, true)) {
      complain(field, "no number is within its bounds");
    }
  }

  void read_count(const OrderedJson& schema, const char* name, const std::string& field,
                  std::optional<std::uint64_t>& into) {
    if (!schema.contains(name)) return;
    const OrderedJson& value = schema[name];
    if (!value.is_number_unsigned()) {
      return complain(inside(field, name), "must be an integer that is not negative");
    }
    into = value.get<std::uint64_t>();
  }

  void read_string_rules(const OrderedJson& schema, const std::string& field, SchemaNode& node) {
    read_count(schema, "minLength", field, node.min_length);
    read_count(schema, "maxLength", field, node.max_length);
    if (node.min_length && node.max_length && *node.min_length > *node.max_length) {
      complain(inside(field, "minLength"), "is more than maxLength");
    }
    read_text(schema, "pattern", field, node.pattern);
    if (node.pattern.empty()) return;
    if (node.pattern.size() > kMaxPattern) {
      return complain(inside(field, "pattern"), "is longer than 1,000 bytes");
    }
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(kMaxPatternMemory);
    auto compiled = std::make_shared<const re2::RE2>(node.pattern, options);
    if (!compiled->ok()) {
      return complain(inside(field, "pattern"), "cannot be used: " + compiled->error());
    }
    node.compiled_pattern = std::move(compiled);
  }

  void read_array_rules(const OrderedJson& schema, const std::string& field, SchemaNode& node,
                        int depth) {
    read_count(schema, "minItems", field, node.min_items);
    read_count(schema, "maxItems", field, node.max_items);
    if (node.min_items && node.max_items && *node.min_items > *node.max_items) {
      complain(inside(field, "minItems"), "is more than maxItems");
    }
    if (!schema.contains("items")) return;
    node.items = std::make_shared<const SchemaNode>(
        read(schema["items"], inside(field, "items"), depth + 1));
  }

  void read_object_rules(const OrderedJson& schema, const std::string& field, SchemaNode& node,
                         int depth) {
    if (schema.contains("properties")) {
      const std::string here = inside(field, "properties");
      const OrderedJson& properties = schema["properties"];
      if (!properties.is_object()) {
        return complain(here, "must be an object, not " + kind_of(properties));
      }
      node.has_properties = true;
      for (const auto& [name, value] : properties.items()) {
        if (types_ == Schema::Types::required && depth == 0 && name == "mount") {
          complain(
              inside(here, name),
              "belongs to the composer, who mounts the extension with it; choose another name");
        }
        if (types_ == Schema::Types::required && !is_setting_name(name)) {
          complain(inside(here, name),
                   "a setting's name is lower-case letters, digits and single underscores, since "
                   "the environment can set it too");
        }
        node.properties.push_back({name, read(value, inside(here, name), depth + 1)});
      }
    }
    if (schema.contains("additionalProperties") && schema["additionalProperties"].is_object()) {
      node.additional = std::make_shared<const SchemaNode>(
          read(schema["additionalProperties"], inside(field, "additionalProperties"), depth + 1));
      node.checks_names = types_ == Schema::Types::required;
    }
    if (schema.contains("required")) read_required(schema["required"], field, node);
  }

  void read_required(const OrderedJson& names, const std::string& field, SchemaNode& node) {
    const std::string here = inside(field, "required");
    if (!names.is_array()) return complain(here, "must be an array, not " + kind_of(names));
    for (const OrderedJson& one : names) {
      if (!one.is_string()) {
        complain(here, "must hold strings, not " + kind_of(one));
        continue;
      }
      const std::string name = one.get<std::string>();
      if (std::find(node.required.begin(), node.required.end(), name) != node.required.end()) {
        complain(here, "names " + one.dump() + " twice");
      }
      if (node.has_properties && node.additional == nullptr && node.find(name) == nullptr) {
        complain(here, "names " + one.dump() + ", which is not among the properties");
      }
      node.required.push_back(name);
    }
  }

  void read_enumeration(const OrderedJson& schema, const std::string& field, SchemaNode& node) {
    if (!schema.contains("enum")) return;
    const OrderedJson& values = schema["enum"];
    if (!values.is_array() || values.empty()) {
      return complain(inside(field, "enum"), "must be an array with at least one value");
    }
    for (const OrderedJson& one : values) node.one_of.push_back(one);
  }

  void demand_form(const OrderedJson& schema, const std::string& field, const SchemaNode& node) {
    if (node.type == SchemaType::any && !schema.contains("enum") && !schema.contains("type")) {
      complain(inside(field, "type"), "is missing");
    }
    if (node.type == SchemaType::object && !schema.contains("properties") &&
        node.additional == nullptr) {
      complain(inside(field, "properties"), "is missing: an object must name its settings");
    }
    if (node.type == SchemaType::array && !schema.contains("items")) {
      complain(inside(field, "items"), "is missing: an array must describe its items");
    }
  }

  // The values in "enum" and "default" must fit the rest of the schema.
  void check_default(const std::string& field, const SchemaNode& node) {
    SchemaNode without_enumeration = node;
    without_enumeration.one_of.clear();
    for (const OrderedJson& one : node.one_of) {
      for (const Mistake& mistake : Schema::of(without_enumeration).validate(one)) {
        complain(inside(field, "enum"),
                 "the value " + one.dump() + mistake.field + " " + mistake.text);
      }
    }
    if (!node.default_value) return;
    const Schema whole = Schema::of(node);
    for (const Mistake& mistake : whole.validate(whole.with_defaults(*node.default_value))) {
      complain(inside(field, "default") + mistake.field, mistake.text);
    }
  }

  Schema::Types types_;
  std::vector<Mistake>& mistakes_;
};

}  // namespace

bool is_setting_name(std::string_view name) {
  if (name.empty() || name[0] < 'a' || name[0] > 'z') return false;
  if (name.find("__") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Schema Schema::of(SchemaNode node) {
  Schema schema;
  schema.root_ = std::move(node);
  return schema;
}

Schema Schema::parse(const OrderedJson& schema, Types types, std::vector<Mistake>& mistakes) {
  return of(SchemaReader(types, mistakes).read(schema, "", 0));
}

}  // namespace carboy::core::extensions
