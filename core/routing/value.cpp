#include "core/routing/value.h"

#include <cmath>
#include <cstdlib>

#include "core/routing/number.h"

namespace carboy::core::routing {

Value Value::integer(std::string_view digits) {
  Value value;
  value.data_ = Integer{canonical_integer(digits)};
  return value;
}

bool Value::is_true() const noexcept {
  switch (kind()) {
    case Kind::null:
      return false;
    case Kind::boolean:
      return std::get<bool>(data_);
    case Kind::integer:
      return std::get<Integer>(data_).digits != "0";
    case Kind::real:
      return std::get<double>(data_) != 0;
    case Kind::text:
      return !std::get<std::string>(data_).empty();
    case Kind::list:
      return !std::get<std::vector<Value>>(data_).empty();
  }
  return false;
}

bool Value::is_number() const noexcept {
  return kind() == Kind::boolean || kind() == Kind::integer || kind() == Kind::real;
}

double Value::as_real() const {
  if (kind() == Kind::boolean) return boolean() ? 1 : 0;
  if (kind() == Kind::real) return real();
  return std::strtod(digits().c_str(), nullptr);
}

std::string Value::str() const {
  switch (kind()) {
    case Kind::null:
      return "None";
    case Kind::boolean:
      return boolean() ? "True" : "False";
    case Kind::integer:
      return digits();
    case Kind::real:
      return real_text(real());
    case Kind::text:
      return text();
    case Kind::list:
      break;
  }
  std::string joined = "[";
  for (const Value& item : list()) joined += (joined.size() > 1 ? ", " : "") + item.str();
  return joined + "]";
}

bool operator==(const Value& a, const Value& b) {
  if (!a.is_number() || !b.is_number()) return a.data_ == b.data_;
  const bool both_integers = a.kind() == Value::Kind::integer && b.kind() == Value::Kind::integer;
  return both_integers ? a.digits() == b.digits() : a.as_real() == b.as_real();
}

}  // namespace carboy::core::routing
