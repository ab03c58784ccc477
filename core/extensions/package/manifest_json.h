// Reading the JSON inside an extension's file: it comes from strangers, so the parser is strict.
//
// Thread rule: free functions; any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::extensions {

// Keeps the order of members, in which people wrote them and want to see them again.
using OrderedJson = nlohmann::ordered_json;

// Something wrong with one field, for people: "requires.sql" and a sentence without a full stop's
// worth of context. `field` is empty when it concerns the whole.
struct Mistake {
  std::string field;
  std::string text;

  bool operator==(const Mistake&) const = default;
};

// JSON by RFC 8259, and beyond it: no name twice in one object (the RFC's advice), at most 32
// levels, at most 1,000 members in an object, at most 256 KiB, and nothing behind the value.
// Throws base::Error with a predicate: "is not valid JSON at line 3, column 7: ...".
OrderedJson parse_strict_json(std::string_view text);

// What a JSON value is, with its article: "a string", "an integer", "null".
std::string kind_of(const OrderedJson& value);

// `text` for a terminal: control characters (C0, C1, DEL) but line feeds become "?", so that what a
// stranger wrote cannot move the cursor or colour the screen.
std::string visible(std::string_view text);

// True when visible() would change nothing and there is no line feed either.
bool is_one_line(std::string_view text);

// "has 2 mistakes:" and one indented line for each.
std::string listed(const std::vector<Mistake>& mistakes);

}  // namespace carboy::core::extensions
