#include "core/routing/converter.h"

#include <cmath>
#include <optional>

#include "core/base/error.h"
#include "core/base/utf8.h"
#include "core/http/quote.h"
#include "core/routing/value.h"

namespace carboy::core::routing {
namespace {

std::string said(const Value& value) { return "\"" + value.str() + "\""; }

std::size_t length_argument(std::string_view name, const Value& value) {
  const bool is_length = value.kind() == Value::Kind::integer && value.digits().front() != '-' &&
                         value.digits().size() <= 9;
  if (!is_length) {
    throw base::Error(std::string(name) + " is " + said(value) +
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
      throw base::Error("the item " + item.str() + " is no text; write it in quotes");
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
    throw base::Error(said(value) + " is not one of " + list);
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

// A bound as the nearest integer inside it.
std::optional<std::string> integer_bound(std::string_view name, const Value& value, bool is_least) {
  if (value.is_null()) return std::nullopt;
  if (value.kind() == Value::Kind::integer) return value.digits();
  if (value.kind() == Value::Kind::boolean) return value.boolean() ? "1" : "0";
  if (value.kind() == Value::Kind::real && std::isfinite(value.real())) {
    return integer_part(is_least ? std::ceil(value.real()) : std::floor(value.real()));
  }
  throw base::Error(std::string(name) + " is " + said(value) + "; it must be a number");
}

std::optional<double> real_bound(std::string_view name, const Value& value) {
  if (value.is_null()) return std::nullopt;
  if (value.kind() == Value::Kind::real) return value.real();
  if (value.kind() == Value::Kind::boolean) return value.boolean() ? 1.0 : 0.0;
  if (value.kind() == Value::Kind::integer) return parse_real(value.digits());
  throw base::Error(std::string(name) + " is " + said(value) + "; it must be a number");
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
  throw base::Error(said(value) + " is no integer");
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
  if (!real) throw base::Error(said(value) + " is no number");
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
  if (value.kind() == Value::Kind::list) throw base::Error("a list cannot stand in a path");
  return converter.to_url ? converter.to_url(value) : http::quoted_path(value.str());
}

}  // namespace carboy::core::routing
