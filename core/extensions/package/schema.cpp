#include "core/extensions/package/schema.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>

#include "core/base/suggest.h"
#include "core/base/words.h"

namespace carboy::core::extensions {
namespace {

// long double has at least 64 bits of mantissa wherever Carboy runs, so it represents every integer
// and every double exactly.
long double exact(const OrderedJson& number) {
  if (number.is_number_unsigned()) return static_cast<long double>(number.get<std::uint64_t>());
  if (number.is_number_integer()) return static_cast<long double>(number.get<std::int64_t>());
  return static_cast<long double>(number.get<double>());
}
static_assert(std::numeric_limits<long double>::digits >= 64);

bool is_whole(const OrderedJson& number) {
  return number.is_number_integer() || std::trunc(number.get<double>()) == number.get<double>();
}

bool has_type(const OrderedJson& value, SchemaType type) {
  switch (type) {
    case SchemaType::any:
      return true;
    case SchemaType::null:
      return value.is_null();
    case SchemaType::boolean:
      return value.is_boolean();
    case SchemaType::integer:
      return value.is_number() && is_whole(value);
    case SchemaType::number:
      return value.is_number();
    case SchemaType::string:
      return value.is_string();
    case SchemaType::array:
      return value.is_array();
    case SchemaType::object:
      return value.is_object();
  }
  return false;
}

// Ordered JSON compares members in order, but the order is irrelevant in JSON.
bool same_value(const OrderedJson& a, const OrderedJson& b) {
  if (!a.is_structured()) return a == b;
  return nlohmann::json(a) == nlohmann::json(b);
}

// Longer names are not typing mistakes, and comparing them takes quadratic time.
std::string suggestion(std::string_view word, const std::vector<std::string>& words) {
  return word.size() > 64 ? "" : base::did_you_mean(word, words);
}

std::uint64_t code_points(std::string_view text) {
  return static_cast<std::uint64_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// Returns the number that a text with a unit means, and anything else as it is.
OrderedJson number_in(SchemaFormat format, const OrderedJson& value) {
  if (!is_measure(format) || !value.is_string()) return value;
  const auto number = measured(format, value.get_ref<const std::string&>());
  return number ? OrderedJson(*number) : value;
}

std::string pointer_step(std::string_view name) {
  std::string step = "/";
  for (const char c : name) {
    if (c == '~') {
      step += "~0";
    } else if (c == '/') {
      step += "~1";
    } else {
      step += c;
    }
  }
  return step;
}

class Validator {
 public:
  std::vector<Mistake> mistakes;

  void check(const SchemaNode& node, const OrderedJson& value, const std::string& pointer) {
    if (value.is_number_float() && !std::isfinite(value.get<double>())) {
      return complain(pointer, "must be a finite number");
    }
    if (is_measure(node.format) && !value.is_string()) {
      return complain(pointer,
                      "must be " + std::string(described(node.format)) + ", not " + kind_of(value));
    }
    if (!has_type(value, node.type)) {
      const std::string wanted(name_of(node.type));
      const bool vowel = wanted[0] == 'i' || wanted[0] == 'a' || wanted[0] == 'o';
      const std::string article = node.type == SchemaType::null ? "" : vowel ? "an " : "a ";
      return complain(pointer, "must be " + article + wanted + ", not " + kind_of(value));
    }
    check_enumeration(node, value, pointer);
    if (value.is_number()) check_number(node, value, pointer);
    if (value.is_string()) check_string(node, value.get_ref<const std::string&>(), pointer);
    if (value.is_array()) check_array(node, value, pointer);
    if (value.is_object()) check_object(node, value, pointer);
  }

 private:
  void complain(const std::string& pointer, std::string text) {
    mistakes.push_back({pointer, std::move(text)});
  }

  void check_enumeration(const SchemaNode& node, const OrderedJson& value,
                         const std::string& pointer) {
    const auto& allowed = node.one_of;
    const auto fits = [&](const OrderedJson& one) { return same_value(one, value); };
    if (allowed.empty() || std::any_of(allowed.begin(), allowed.end(), fits)) return;
    std::string list;
    std::vector<std::string> words;
    for (const OrderedJson& one : allowed) {
      list += (list.empty() ? "" : ", ") + one.dump();
      if (one.is_string()) words.push_back(one.get<std::string>());
    }
    const std::string hint =
        value.is_string() ? suggestion(value.get_ref<const std::string&>(), words) : "";
    complain(pointer, "must be " + std::string(allowed.size() == 1 ? "" : "one of ") + list +
                          (hint.empty() ? "" : "." + hint));
  }

  void check_number(const SchemaNode& node, const OrderedJson& value, const std::string& pointer) {
    const auto bound = [&](const std::optional<OrderedJson>& limit, bool wrong, const char* words) {
      if (!wrong) return;
      const bool may_show = !node.secret && !value.is_string();
      const std::string written = limit->is_string() ? limit->get<std::string>() : limit->dump();
      complain(pointer, words + written + (may_show ? ", not " + value.dump() : ""));
    };
    const auto less = [&](const OrderedJson& a, const OrderedJson& b) {
      return number_less(number_in(node.format, a), number_in(node.format, b));
    };
    bound(node.minimum, node.minimum && less(value, *node.minimum), "must be at least ");
    bound(node.maximum, node.maximum && less(*node.maximum, value), "must be at most ");
    bound(node.exclusive_minimum, node.exclusive_minimum && !less(*node.exclusive_minimum, value),
          "must be more than ");
    bound(node.exclusive_maximum, node.exclusive_maximum && !less(value, *node.exclusive_maximum),
          "must be less than ");
  }

  void check_string(const SchemaNode& node, const std::string& value, const std::string& pointer) {
    check_count(node.min_length, node.max_length, code_points(value), "character", pointer);
    if (node.compiled_pattern && !re2::RE2::PartialMatch(value, *node.compiled_pattern)) {
      complain(pointer, "does not match the pattern " + node.pattern);
    }
    const std::string fault = format_fault(node.format, value);
    if (!fault.empty()) return complain(pointer, fault);
    if (is_measure(node.format)) check_number(node, value, pointer);
  }

  void check_array(const SchemaNode& node, const OrderedJson& value, const std::string& pointer) {
    check_count(node.min_items, node.max_items, value.size(), "item", pointer);
    if (node.items == nullptr) return;
    for (std::size_t i = 0; i < value.size(); ++i) {
      check(*node.items, value[i], pointer + "/" + std::to_string(i));
    }
  }

  void check_count(const std::optional<std::uint64_t>& least,
                   const std::optional<std::uint64_t>& most, std::uint64_t count,
                   const std::string& noun, const std::string& pointer) {
    if (least && count < *least) {
      complain(pointer, "must have at least " + base::counted(*least, noun) + ", not " +
                            std::to_string(count));
    }
    if (most && count > *most) {
      complain(pointer, "must have at most " + base::counted(*most, noun) + ", not " +
                            std::to_string(count));
    }
  }

  void check_object(const SchemaNode& node, const OrderedJson& value, const std::string& pointer) {
    for (const std::string& name : node.required) {
      const SchemaNode* known = node.find(name);
      const bool filled_in = known != nullptr && known->default_value;
      if (!value.contains(name) && !filled_in) {
        complain(pointer + pointer_step(name), "is missing; it is required");
      }
    }
    if (!node.has_properties && node.additional == nullptr) return;
    for (const auto& [name, member] : value.items()) {
      const SchemaNode* known = node.find(name);
      if (known != nullptr) {
        check(*known, member, pointer + pointer_step(name));
      } else if (node.additional != nullptr) {
        if (node.checks_names && !is_setting_name(name)) {
          complain(pointer + pointer_step(name),
                   "a name is lower-case letters, digits and single underscores, since the "
                   "environment can set it too");
        }
        check(*node.additional, member, pointer + pointer_step(name));
      } else {
        complain(pointer + pointer_step(name), kNoSuchSetting + suggestion(name, names_of(node)));
      }
    }
  }

  static std::vector<std::string> names_of(const SchemaNode& node) {
    std::vector<std::string> names;
    for (const auto& property : node.properties) names.push_back(property.name);
    return names;
  }
};

OrderedJson completed(const SchemaNode& node, const OrderedJson& value) {
  OrderedJson result = value;
  if (value.is_array() && node.items != nullptr) {
    for (OrderedJson& item : result) item = completed(*node.items, item);
  }
  if (!value.is_object()) return result;
  if (node.additional != nullptr) {
    for (const auto& [name, member] : result.items()) {
      if (node.find(name) == nullptr) member = completed(*node.additional, member);
    }
  }
  for (const auto& [name, schema] : node.properties) {
    if (value.contains(name)) {
      result[name] = completed(schema, value[name]);
    } else if (schema.default_value) {
      result[name] = completed(schema, *schema.default_value);
    } else if (schema.type == SchemaType::object && schema.required.empty()) {
      OrderedJson inner = completed(schema, OrderedJson::object());
      if (!inner.empty()) result[name] = std::move(inner);
    }
  }
  return result;
}

// Calls change(node, value) for `value` and everything below it that has a schema, from the top;
// where that returns true, not for what is below.
template <class Change>
void walk(const SchemaNode& node, OrderedJson& value, Change& change) {
  if (change(node, value)) return;
  if (value.is_array() && node.items != nullptr) {
    for (OrderedJson& item : value) walk(*node.items, item, change);
  }
  if (!value.is_object()) return;
  for (const auto& [name, member] : value.items()) {
    const SchemaNode* below = node.find(name);
    if (below == nullptr) below = node.additional.get();
    if (below != nullptr) walk(*below, member, change);
  }
}

template <class T>
void put_keyword(OrderedJson& schema, const char* keyword, const std::optional<T>& value) {
  if (value) schema[keyword] = *value;
}

}  // namespace

const SchemaNode* SchemaNode::find(std::string_view property) const {
  const auto found = std::find_if(properties.begin(), properties.end(),
                                  [&](const Property& one) { return one.name == property; });
  return found == properties.end() ? nullptr : &found->schema;
}

Schema::Schema() {
  root_.type = SchemaType::object;
  root_.has_properties = true;
}

std::vector<Mistake> Schema::validate(const OrderedJson& value) const {
  Validator validator;
  validator.check(root_, value, "");
  return std::move(validator.mistakes);
}

OrderedJson Schema::with_defaults(const OrderedJson& value) const {
  return completed(root_, value);
}

OrderedJson Schema::read(const OrderedJson& value) const {
  OrderedJson result = with_defaults(value);
  const auto convert = [](const SchemaNode& node, OrderedJson& one) {
    one = number_in(node.format, one);
    return false;
  };
  walk(root_, result, convert);
  return result;
}

OrderedJson Schema::masked(const OrderedJson& value, const std::string& mask) const {
  return masked_at("", value, mask);
}

OrderedJson Schema::masked_at(std::string_view path, const OrderedJson& value,
                              const std::string& mask) const {
  const SchemaNode* node = &root_;
  for (std::string_view rest = path; !rest.empty() && node != nullptr;) {
    if (node->secret) return mask;
    const std::size_t dot = std::min(rest.find('.'), rest.size());
    const SchemaNode* const below = node->find(rest.substr(0, dot));
    node = below != nullptr ? below : node->additional.get();
    rest.remove_prefix(std::min(dot + 1, rest.size()));
  }
  OrderedJson result = value;
  const auto hide = [&](const SchemaNode& one, OrderedJson& shown) {
    if (one.secret) shown = mask;
    return one.secret;
  };
  if (node != nullptr) walk(*node, result, hide);
  return result;
}

std::string_view name_of(SchemaType type) {
  switch (type) {
    case SchemaType::null:
      return "null";
    case SchemaType::boolean:
      return "boolean";
    case SchemaType::integer:
      return "integer";
    case SchemaType::number:
      return "number";
    case SchemaType::string:
      return "string";
    case SchemaType::array:
      return "array";
    case SchemaType::object:
      return "object";
    case SchemaType::any:
      break;
  }
  return "value";
}

bool number_less(const OrderedJson& a, const OrderedJson& b) { return exact(a) < exact(b); }

OrderedJson json_schema(const SchemaNode& node) {
  OrderedJson schema = OrderedJson::object();
  if (node.type != SchemaType::any) schema["type"] = name_of(node.type);
  if (!node.description.empty()) schema["description"] = node.description;
  put_keyword(schema, "default", node.default_value);
  if (!node.one_of.empty()) schema["enum"] = node.one_of;
  put_keyword(schema, "minimum", node.minimum);
  put_keyword(schema, "maximum", node.maximum);
  put_keyword(schema, "exclusiveMinimum", node.exclusive_minimum);
  put_keyword(schema, "exclusiveMaximum", node.exclusive_maximum);
  put_keyword(schema, "minLength", node.min_length);
  put_keyword(schema, "maxLength", node.max_length);
  put_keyword(schema, "minItems", node.min_items);
  put_keyword(schema, "maxItems", node.max_items);
  if (!node.pattern.empty()) schema["pattern"] = node.pattern;
  if (node.format != SchemaFormat::none) schema["format"] = name_of(node.format);
  if (node.secret) schema["secret"] = true;
  if (node.operator_only) schema["operator"] = true;
  if (node.items != nullptr) schema["items"] = json_schema(*node.items);
  if (node.has_properties) {
    OrderedJson properties = OrderedJson::object();
    for (const auto& [name, below] : node.properties) properties[name] = json_schema(below);
    schema["properties"] = std::move(properties);
    schema["additionalProperties"] = false;
  }
  if (node.additional != nullptr) schema["additionalProperties"] = json_schema(*node.additional);
  if (!node.required.empty()) schema["required"] = node.required;
  return schema;
}

}  // namespace carboy::core::extensions
