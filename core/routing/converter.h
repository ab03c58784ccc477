// Converters: what a parameter of a rule matches, and how a value is written into a URL. The seven
// built-in ones are Werkzeug's (string, default, any, path, int, float, uuid); an app adds others
// as a factory, a regular expression or callbacks.
//
// Thread rule: ConverterArguments is a value type, used while rules are added. A Converter is
// immutable once its rule was added; many threads call its functions at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/routing/value.h"

namespace carboy::core::routing {

// An error with the place in the arguments that it is about; the rule's parser adds the rule.
class ArgumentError : public base::Error {
 public:
  ArgumentError(const std::string& text, std::size_t offset) : base::Error(text), offset_(offset) {}
  std::size_t offset() const noexcept { return offset_; }  // bytes from the opening parenthesis

 private:
  std::size_t offset_;
};

// What a rule writes in the parentheses of a converter: `<int(min=1, max=5):n>`,
// `<any(a, "b c"):x>`. Names, numbers, True, False, None and quoted text, as in Werkzeug; numbers
// may also be negative.
class ConverterArguments {
 public:
  ConverterArguments() = default;
  // Throws ArgumentError for text that is not a list of arguments.
  explicit ConverterArguments(std::string_view text);

  // Returns the arguments in the order of `names`, each given by position or by name, and null
  // values for those that are missing. Throws base::Error for a name that is not in `names`, for
  // one given twice, and for too many arguments.
  std::vector<Value> in_order(std::initializer_list<std::string_view> names) const;
  // Returns the arguments without a name. Throws base::Error if one has a name.
  std::vector<Value> all_positional() const;
  bool empty() const noexcept { return arguments_.empty(); }

 private:
  struct Argument {
    std::string name;  // empty for one given by position
    Value value;
  };
  std::vector<Argument> arguments_;
};

// The type of a parameter's text.
enum class ParameterKind : std::uint8_t { text, integer, real, uuid };

// Which texts a converter takes, before accepts() is asked. Its extent inside a part with several
// parameters follows the regular expression named here, longest first unless marked lazy.
struct Shape {
  enum class Kind : std::uint8_t {
    segment,   // [^/]{least,most}
    digits,    // \d+ or -?\d+
    decimal,   // \d+\.\d+ or -?\d+\.\d+
    uuid,      // 8-4-4-4-12 hexadecimal digits
    any,       // one of `items`, tried in order
    path,      // [^/].*? (lazy; no line feed after the first character)
    regex,     // `text`, in PCRE2's syntax with Unicode classes
    callback,  // a segment, or a path if not part_isolating, that `matches` takes
  };
  Kind kind = Kind::segment;
  bool is_signed = false;
  bool is_exact = false;  // a segment whose rule gives its length
  std::size_t least = 1;
  std::size_t most = std::numeric_limits<std::size_t>::max();
  std::string text;
  std::vector<std::string> items;
  std::function<bool(std::string_view)> matches;
};

struct Converter {
  Shape shape;
  ParameterKind kind = ParameterKind::text;
  // Among parts that are otherwise equal the lower weight is tried first: 50 for numbers, 200 for
  // paths.
  int weight = 100;
  // If false, the value may hold slashes and takes part in matching the whole rest of the path.
  bool part_isolating = true;
  // Called after a rule was chosen, with ASCII digits for numbers. Returning false is a 404 at
  // once, without trying other rules (Werkzeug's ValidationError from to_python). If empty, every
  // text is accepted.
  std::function<bool(std::string_view)> accepts;
  // Returns the text for a URL, already quoted. Throws base::Error for a value that cannot be
  // written. If empty, the text is Value::str(), quoted for a path.
  std::function<std::string(const Value&)> to_url;
};

// Makes the converter for one parameter. Throws base::Error for arguments that it does not take.
using ConverterFactory = std::function<Converter(const ConverterArguments&)>;
using Converters = std::map<std::string, ConverterFactory, std::less<>>;

// string, default, any, path, int, float, uuid. Texts for URLs are Werkzeug's, except that a `uuid`
// is quoted, since Werkzeug lets any value through there.
const Converters& built_in_converters();

// Returns a converter for texts that match `regex`, without arguments. It isolates parts unless the
// expression holds a slash (Werkzeug 2.3).
Converter regex_converter(std::string regex, int weight = 100);
// Returns a converter for texts that `matches` takes, without arguments.
Converter callback_converter(std::function<bool(std::string_view)> matches, int weight = 100,
                             bool part_isolating = true);

// Returns the regular expression for the shape. The matcher treats two parameters with the same
// expression as one. `name` tells callbacks apart.
std::string expression_of(const Shape& shape, std::string_view name);

// Escapes the characters of `text` that have a meaning in regular expressions.
std::string escaped_expression(std::string_view text);

// Returns the text of `value` for a URL. Throws base::Error as Converter::to_url does.
std::string to_url(const Converter& converter, const Value& value);

}  // namespace carboy::core::routing
