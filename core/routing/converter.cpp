#include "core/routing/converter.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/base/suggest.h"
#include "core/base/words.h"
#include "core/http/percent.h"

namespace carboy::core::routing {
namespace {

bool is_blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Takes any byte above ASCII for a letter of another alphabet.
bool is_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

Value unquoted_value(std::string_view text) {
  if (text == "None") return {};
  if (text == "True") return true;
  if (text == "False") return false;
  if (const auto integer = parse_integer(text)) return Value::integer(*integer);
  if (const auto real = parse_real(text)) return *real;
  return text;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  bool at_end() const { return at_ == text_.size(); }
  std::size_t offset() const { return at_; }

  // Takes `name =`. Returns an empty text, and consumes nothing, if anything else is there.
  std::string_view take_name() {
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end])) ++end;
    const std::string_view name = text_.substr(at_, end - at_);
    while (end < text_.size() && is_blank(text_[end])) ++end;
    if (name.empty() || end == text_.size() || text_[end] != '=') return {};
    at_ = end + 1;
    skip_blanks();
    return name;
  }

  Value take_value() {
    std::size_t quote = at_;
    if (quote + 1 < text_.size() && std::string_view("urUR").find(text_[quote]) < 4) ++quote;
    if (quote < text_.size() && (text_[quote] == '"' || text_[quote] == '\'')) {
      return take_quoted(quote);
    }
    std::size_t end = at_ < text_.size() && text_[at_] == '-' ? at_ + 1 : at_;
    while (end < text_.size() && (is_word(text_[end]) || text_[end] == '.')) ++end;
    const std::string_view word = text_.substr(at_, end - at_);
    Value value = unquoted_value(word);
    if (word.empty() || (word.front() == '-' && value.kind() == Value::Kind::text)) {
      throw ArgumentError(
          "an argument is a name, a number, True, False, None or text in quotes; put anything else "
          "in quotes",
          at_);
    }
    at_ = end;
    return value;
  }

  void take_comma() {
    skip_blanks();
    if (at_end()) return;
    if (text_[at_] != ',') {
      throw ArgumentError("arguments are separated by commas; put other text in quotes", at_);
    }
    ++at_;
    skip_blanks();
  }

 private:
  Value take_quoted(std::size_t quote) {
    const std::size_t end = text_.find(text_[quote], quote + 1);
    if (end == std::string_view::npos) throw ArgumentError("the quoted text has no end", quote);
    at_ = end + 1;
    return text_.substr(quote + 1, end - quote - 1);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string quoted(const Value& value) { return "\"" + value.str() + "\""; }

std::size_t length_argument(std::string_view name, const Value& value) {
  const bool is_length = value.kind() == Value::Kind::integer && value.digits().front() != '-' &&
                         value.digits().size() <= 9;
  if (!is_length) {
    throw base::Error(std::string(name) + " is " + quoted(value) +
                      "; it must be a whole number from 0 to 999999999");
  }
  return std::stoul(value.digits());
}

Converter make_string(const ConverterArguments& arguments) {
  const auto values = arguments.in_order({"minlength", "maxlength", "length"});
  Converter converter;
  Shape& shape = converter.shape;
  if (!values[2].is_null()) {
    shape.is_exact = true;
    shape.least = shape.most = length_argument("length", values[2]);
    return converter;
  }
  if (!values[0].is_null()) shape.least = length_argument("minlength", values[0]);
  if (!values[1].is_null()) shape.most = length_argument("maxlength", values[1]);
  if (shape.least > shape.most) throw base::Error("minlength is greater than maxlength");
  return converter;
}

Converter make_any(const ConverterArguments& arguments) {
  Converter converter;
  converter.shape.kind = Shape::Kind::any;
  for (const Value& item : arguments.all_positional()) {
    if (item.kind() != Value::Kind::text) {
      throw base::Error("the item " + item.str() + " is not text; write it in quotes");
    }
    converter.shape.items.push_back(item.text());
  }
  if (converter.shape.items.empty()) throw base::Error("it needs at least one item");
  converter.to_url = [items = converter.shape.items](const Value& value) {
    std::string list;
    for (const std::string& item : items) {
      if (value == Value(item)) return item;
      list.append(list.empty() ? "" : ", ").append(item);
    }
    throw base::Error(quoted(value) + " is not one of " + list);
  };
  return converter;
}

Converter make_path(const ConverterArguments& arguments) {
  arguments.in_order({});
  Converter converter;
  converter.shape.kind = Shape::Kind::path;
  converter.weight = 200;
  converter.part_isolating = false;
  return converter;
}

// Returns a bound as the nearest integer inside it.
std::optional<std::string> integer_bound(std::string_view name, const Value& value, bool is_least) {
  if (value.is_null()) return std::nullopt;
  if (value.kind() == Value::Kind::integer) return value.digits();
  if (value.kind() == Value::Kind::boolean) return value.boolean() ? "1" : "0";
  if (value.kind() == Value::Kind::real && std::isfinite(value.real())) {
    return integer_part(is_least ? std::ceil(value.real()) : std::floor(value.real()));
  }
  throw base::Error(std::string(name) + " is " + quoted(value) + "; it must be a number");
}

std::optional<double> real_bound(std::string_view name, const Value& value) {
  if (value.is_null()) return std::nullopt;
  if (value.kind() == Value::Kind::real) return value.real();
  if (value.kind() == Value::Kind::boolean) return value.boolean() ? 1.0 : 0.0;
  if (value.kind() == Value::Kind::integer) return parse_real(value.digits());
  throw base::Error(std::string(name) + " is " + quoted(value) + "; it must be a number");
}

std::string integer_text(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::boolean:
      return value.boolean() ? "1" : "0";
    case Value::Kind::integer:
      return value.digits();
    case Value::Kind::real:
      if (std::isfinite(value.real())) return integer_part(value.real());
      break;
    case Value::Kind::text:
      if (auto integer = parse_integer(value.text())) return *integer;
      break;
    default:
      break;
  }
  throw base::Error(quoted(value) + " is not an integer");
}

std::string zero_filled(std::string text, std::size_t digits) {
  const std::size_t sign = text.starts_with('-') ? 1 : 0;
  if (text.size() < digits) text.insert(sign, digits - text.size(), '0');
  return text;
}

Converter make_int(const ConverterArguments& arguments) {
  const auto values = arguments.in_order({"fixed_digits", "min", "max", "signed"});
  const std::size_t fixed = values[0].is_null() ? 0 : length_argument("fixed_digits", values[0]);
  const auto least = integer_bound("min", values[1], true);
  const auto most = integer_bound("max", values[2], false);
  Converter converter;
  converter.shape.kind = Shape::Kind::digits;
  converter.shape.is_signed = values[3].is_true();
  converter.kind = ParameterKind::integer;
  converter.weight = 50;
  if (fixed != 0 || least || most) {
    converter.accepts = [=](std::string_view text) {
      return (fixed == 0 || text.size() == fixed) &&
             (!least || compare_integers(text, *least) >= 0) &&
             (!most || compare_integers(text, *most) <= 0);
    };
  }
  converter.to_url = [fixed](const Value& value) {
    return zero_filled(integer_text(value), fixed);
  };
  return converter;
}

std::string written_real(const Value& value) {
  std::optional<double> real;
  if (value.kind() == Value::Kind::real) real = value.real();
  if (value.kind() == Value::Kind::boolean) real = value.boolean() ? 1 : 0;
  if (value.kind() == Value::Kind::integer) real = parse_real(value.digits());
  if (value.kind() == Value::Kind::text) real = parse_real(value.text());
  if (!real) throw base::Error(quoted(value) + " is not a number");
  return real_text(*real);
}

Converter make_float(const ConverterArguments& arguments) {
  const auto values = arguments.in_order({"min", "max", "signed"});
  const auto least = real_bound("min", values[0]);
  const auto most = real_bound("max", values[1]);
  Converter converter;
  converter.shape.kind = Shape::Kind::decimal;
  converter.shape.is_signed = values[2].is_true();
  converter.kind = ParameterKind::real;
  converter.weight = 50;
  if (least || most) {
    converter.accepts = [=](std::string_view text) {
      const double real = real_of_digits(text);
      return !(least && real < *least) && !(most && real > *most);
    };
  }
  converter.to_url = written_real;
  return converter;
}

Converter make_uuid(const ConverterArguments& arguments) {
  arguments.in_order({});
  Converter converter;
  converter.shape.kind = Shape::Kind::uuid;
  converter.kind = ParameterKind::uuid;
  return converter;
}

std::string alternatives(const std::vector<std::string>& items) {
  std::string expression = "(?:";
  for (std::size_t i = 0; i < items.size(); ++i) {
    expression.append(i == 0 ? "" : "|").append(escaped_expression(items[i]));
  }
  return expression + ")";
}

}  // namespace

ConverterArguments::ConverterArguments(std::string_view text) {
  Scanner scanner(text);
  scanner.skip_blanks();
  while (!scanner.at_end()) {
    const std::size_t begin = scanner.offset();
    Argument argument;
    argument.name = scanner.take_name();
    argument.value = scanner.take_value();
    if (argument.name.empty() && !arguments_.empty() && !arguments_.back().name.empty()) {
      throw ArgumentError("an argument without a name follows one with a name", begin);
    }
    arguments_.push_back(std::move(argument));
    scanner.take_comma();
  }
}

std::vector<Value> ConverterArguments::in_order(
    std::initializer_list<std::string_view> names) const {
  std::vector<Value> values(names.size());
  std::vector<bool> is_set(names.size());
  for (std::size_t i = 0; i < arguments_.size(); ++i) {
    const Argument& argument = arguments_[i];
    std::size_t index = i;
    if (!argument.name.empty()) {
      const auto* found = std::find(names.begin(), names.end(), argument.name);
      index = static_cast<std::size_t>(found - names.begin());
      if (found == names.end()) {
        const std::vector<std::string> known(names.begin(), names.end());
        throw base::Error("there is no argument \"" + argument.name + "\"." +
                          base::did_you_mean(argument.name, known) + " It takes " +
                          (names.size() == 0 ? "no arguments" : base::joined(names)));
      }
    } else if (index >= names.size()) {
      throw base::Error(names.size() == 0 ? "it takes no arguments"
                                          : "too many arguments; it takes " + base::joined(names));
    }
    if (is_set[index]) throw base::Error("\"" + argument.name + "\" is given twice");
    is_set[index] = true;
    values[index] = argument.value;
  }
  return values;
}

std::vector<Value> ConverterArguments::all_positional() const {
  std::vector<Value> values;
  for (const Argument& argument : arguments_) {
    if (!argument.name.empty()) {
      throw base::Error("it takes items without names, not \"" + argument.name + "=\"");
    }
    values.push_back(argument.value);
  }
  return values;
}

const Converters& built_in_converters() {
  static const Converters converters = {
      {"default", make_string}, {"string", make_string}, {"any", make_any},  {"path", make_path},
      {"int", make_int},        {"float", make_float},   {"uuid", make_uuid}};
  return converters;
}

Converter regex_converter(std::string regex, int weight) {
  Converter converter;
  converter.part_isolating = regex.find('/') == std::string::npos;
  converter.shape.kind = Shape::Kind::regex;
  converter.shape.text = std::move(regex);
  converter.weight = weight;
  return converter;
}

Converter callback_converter(std::function<bool(std::string_view)> matches, int weight,
                             bool part_isolating) {
  Converter converter;
  converter.shape.kind = Shape::Kind::callback;
  converter.shape.matches = std::move(matches);
  converter.weight = weight;
  converter.part_isolating = part_isolating;
  return converter;
}

std::string expression_of(const Shape& shape, std::string_view name) {
  const std::string sign = shape.is_signed ? "-?" : "";
  switch (shape.kind) {
    case Shape::Kind::segment: {
      const bool has_most = shape.most != std::numeric_limits<std::size_t>::max();
      const std::string least = std::to_string(shape.least);
      if (shape.is_exact) return "[^/]{" + least + "}";
      return "[^/]{" + least + "," + (has_most ? std::to_string(shape.most) : "") + "}";
    }
    case Shape::Kind::digits:
      return sign + R"(\d+)";
    case Shape::Kind::decimal:
      return sign + R"(\d+\.\d+)";
    case Shape::Kind::uuid:
      return "[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}";
    case Shape::Kind::any:
      return alternatives(shape.items);
    case Shape::Kind::path:
      return "[^/].*?";
    case Shape::Kind::regex:
      return shape.text;
    case Shape::Kind::callback:
      return "(?C:" + std::string(name) + ")";
  }
  return "";
}

std::string escaped_expression(std::string_view text) {
  constexpr std::string_view kSpecial = R"(\^$.|?*+()[]{}-#/&~ )";
  std::string escaped;
  for (const char c : text) {
    if (kSpecial.find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string to_url(const Converter& converter, const Value& value) {
  if (value.kind() == Value::Kind::list) throw base::Error("a list cannot be part of a path");
  return converter.to_url ? converter.to_url(value) : http::quoted_path(value.str());
}

}  // namespace carboy::core::routing
