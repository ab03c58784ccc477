// Converters: what a parameter of a rule matches, and how a value is written into a URL. The seven
// built in are Werkzeug's (string, default, any, path, int, float, uuid); others are given from
// outside as a factory, by a regular expression or by callbacks.
//
// Thread rule: a Converter is immutable once its rule was added; its functions are called by many
// threads at once.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/routing/converter_arguments.h"
#include "core/routing/value.h"

namespace carboy::core::routing {

// The type of a parameter's text.
enum class ParameterKind : std::uint8_t { text, integer, real, uuid };

// Which texts a converter takes, before accepts() is asked. Its extent inside a part with several
// parameters follows the regular expression named here, longest first unless it says lazy.
struct Shape {
  enum class Kind : std::uint8_t {
    segment,   // [^/]{least,most}
    digits,    // \d+ or -?\d+
    decimal,   // \d+\.\d+ or -?\d+\.\d+
    uuid,      // 8-4-4-4-12 hexadecimal digits
    any,       // one of `items`, tried in order
    path,      // [^/].*? (lazy; no line feed behind the first character)
    regex,     // `text`, in PCRE2's syntax with Unicode classes
    callback,  // a segment, or a path when not part_isolating, that `matches`
  };
  Kind kind = Kind::segment;
  bool is_signed = false;
  bool is_exact = false;  // a segment of one length, given as such
  std::size_t least = 1;
  std::size_t most = std::numeric_limits<std::size_t>::max();
  std::string text;
  std::vector<std::string> items;
  std::function<bool(std::string_view)> matches;
};

struct Converter {
  Shape shape;
  ParameterKind kind = ParameterKind::text;
  // Lower is tried first among parts that are otherwise equal: 50 for numbers, 200 for paths.
  int weight = 100;
  // False: the value may hold slashes, and takes part in matching the whole rest of the path.
  bool part_isolating = true;
  // Asked once a rule was chosen, with ASCII digits for numbers. False is a 404 at once: no other
  // rule is tried (Werkzeug's ValidationError from to_python). Empty: everything is accepted.
  std::function<bool(std::string_view)> accepts;
  // The text for a URL, already quoted. Throws base::Error for a value that cannot be written.
  // Empty: Value::str(), quoted for a path.
  std::function<std::string(const Value&)> to_url;
};

// Makes the converter for one parameter. Throws base::Error for arguments that it does not take.
using ConverterFactory = std::function<Converter(const ConverterArguments&)>;
using Converters = std::map<std::string, ConverterFactory, std::less<>>;

// string, default, any, path, int, float, uuid. Texts for URLs are Werkzeug's, but that of a `uuid`
// is quoted, since any value is let through there.
const Converters& built_in_converters();

// A converter for texts that match `regex`, without arguments. It isolates parts unless the
// expression holds a slash (Werkzeug 2.3).
Converter regex_converter(std::string regex, int weight = 100);
// A converter for texts that `matches` takes, without arguments.
Converter callback_converter(std::function<bool(std::string_view)> matches, int weight = 100,
                             bool part_isolating = true);

// The regular expression that stands for the shape: what makes two parameters the same to the
// matcher. `name` tells callbacks apart.
std::string expression_of(const Shape& shape, std::string_view name);

// `text` with the characters that regular expressions give a meaning to escaped.
std::string escaped_expression(std::string_view text);

// The text of `value` for a URL. Throws base::Error as Converter::to_url does.
std::string to_url(const Converter& converter, const Value& value);

}  // namespace carboy::core::routing
