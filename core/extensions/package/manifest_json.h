// Reads the JSON inside an extension's file. It is untrusted, so the parser is strict.
//
// Thread rule: free functions; any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::extensions {

// Keeps members in the order in which people wrote them.
using OrderedJson = nlohmann::ordered_json;

// A mistake in one field, such as "requires.sql", and a predicate for people, such as "is missing".
// `field` is empty if the mistake concerns the whole.
struct Mistake {
  std::string field;
  std::string text;

  bool operator==(const Mistake&) const = default;
};

// Parses JSON by RFC 8259, with more restrictions: no name twice in one object (section 4 advises
// that), at most 32 levels, at most 1,000 members in an object, at most 256 KiB.
// Throws base::Error with a predicate: "is not valid JSON at line 3, column 7: ...".
OrderedJson parse_strict_json(std::string_view text);

// What a JSON value is, with its article: "a string", "an integer", "null".
std::string kind_of(const OrderedJson& value);

// `text` for a terminal: control characters (C0, C1, DEL) except line feeds become "?", so that
// untrusted text cannot move the cursor or colour the screen.
std::string visible(std::string_view text);

// The first 100 bytes of `text`, in which control characters and everything that is not ASCII
// become "?": for quoting a key or a version inside a message.
std::string printable(std::string_view text);

// The same in quotation marks.
std::string printable_quote(std::string_view text);

// True if visible() would change nothing and there is no line feed.
bool is_one_line(std::string_view text);

// "has 2 mistakes:" and one indented line for each.
std::string listed(const std::vector<Mistake>& mistakes);

}  // namespace carboy::core::extensions
