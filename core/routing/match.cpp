#include "core/routing/match.h"

#include "core/http/header_text.h"
#include "core/routing/value.h"

namespace carboy::core::routing {
Value Parameter::value() const {
  if (fixed != nullptr) return *fixed;
  switch (kind) {
    case ParameterKind::integer:
      return Value::integer(text);
    case ParameterKind::real:
      return real_of_digits(text);
    case ParameterKind::uuid:
      return http::lowered(text);
    case ParameterKind::text:
      break;
  }
  return text;
}

int Match::status() const noexcept {
  switch (outcome_) {
    case Outcome::matched:
      return 200;
    case Outcome::redirect:
      return 308;
    case Outcome::not_found:
      return 404;
    case Outcome::method_not_allowed:
      return 405;
    case Outcome::websocket_mismatch:
      return 400;
  }
  return 404;
}

const Parameter* Match::find(std::string_view name) const noexcept {
  for (const Parameter& parameter : parameters_) {
    if (parameter.name == name) return &parameter;
  }
  return nullptr;
}

std::string Match::allow() const {
  return methods_ == nullptr ? std::string() : methods_->joined(allowed_);
}

std::vector<std::string_view> Match::allowed_methods() const {
  if (methods_ == nullptr) return {};
  return methods_->names(allowed_);
}

void Match::clear() noexcept {
  outcome_ = Outcome::not_found;
  rule_ = nullptr;
  parameters_.clear();
  allowed_ = 0;
  methods_ = nullptr;
  location_.clear();
  rewritten_.clear();
}

}  // namespace carboy::core::routing
