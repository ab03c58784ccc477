#include "core/routing/methods.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/words.h"
#include "core/http/fields.h"

namespace carboy::core::routing {

MethodSet MethodNames::add(std::string_view name) {
  if (const MethodSet known = find(name)) return known;
  if (!http::is_token(name)) {
    throw base::Error("\"" + std::string(name) + "\" is not the name of an HTTP method");
  }
  if (names_.size() == kMost) {
    throw base::Error("the rules of one app may name " + std::to_string(kMost) +
                      " different methods; \"" + std::string(name) + "\" is one more");
  }
  std::string upper(name);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  names_.push_back(std::move(upper));
  return MethodSet{1} << (names_.size() - 1);
}

MethodSet MethodNames::find(std::string_view name) const noexcept {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i] == name) return MethodSet{1} << i;
  }
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (http::same_name(names_[i], name)) return MethodSet{1} << i;
  }
  return 0;
}

std::vector<std::string_view> MethodNames::names(MethodSet methods) const {
  std::vector<std::string_view> found;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if ((methods >> i & 1U) != 0) found.push_back(names_[i]);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string MethodNames::joined(MethodSet methods) const { return base::joined(names(methods)); }

}  // namespace carboy::core::routing
