// What stands in the parentheses of a converter: `<int(min=1, max=5):n>`, `<any(a, "b c"):x>`.
// Names, numbers, True, False, None and quoted text, as in Werkzeug; numbers may also be negative.
//
// Thread rule: a value type, used while rules are added.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/routing/value.h"

namespace carboy::core::routing {

// An error with the place in the text that it is about; the rule's parser adds the rule.
class ArgumentError : public base::Error {
 public:
  ArgumentError(const std::string& text, std::size_t offset) : base::Error(text), offset_(offset) {}
  std::size_t offset() const noexcept { return offset_; }  // bytes from the opening parenthesis

 private:
  std::size_t offset_;
};

class ConverterArguments {
 public:
  ConverterArguments() = default;
  // Throws ArgumentError for text that is not a list of arguments.
  explicit ConverterArguments(std::string_view text);

  // The arguments in the order of `names`, each given by position or by name; null for those that
  // are not there. Throws base::Error for a name that is not in `names`, one given twice, and for
  // too many.
  std::vector<Value> in_order(std::initializer_list<std::string_view> names) const;
  // Those without a name. Throws base::Error when one has a name.
  std::vector<Value> all_positional() const;
  bool empty() const noexcept { return arguments_.empty(); }

 private:
  struct Argument {
    std::string name;  // empty for one given by position
    Value value;
  };
  std::vector<Argument> arguments_;
};

}  // namespace carboy::core::routing
