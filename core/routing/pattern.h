// What one part of a rule (the text between two slashes, or all the rest when a parameter may hold
// slashes) matches: literals and converters in a row, against a whole text.
//
// Converters built in are matched by hand, with the extents that Werkzeug's regular expression for
// the part would find; a part that holds a converter given as an expression is one Regex. What
// failed once is not tried twice, so no text makes it slow (Werkzeug's does get slow).
//
// Thread rule: a Pattern is immutable; a PatternScratch belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/routing/converter.h"
#include "core/routing/extent.h"
#include "core/routing/regex.h"

namespace carboy::core::routing {

// A literal, or a converter when there is one.
struct Element {
  std::string literal;
  std::shared_ptr<const Converter> converter;
  std::string identity;  // the converter as it stands in the rule: `int(min=1)`
};

struct PatternScratch {
  std::vector<Extent> extents;           // where each element stands in the try under way
  std::vector<std::uint64_t> dead_ends;  // the bits of DeadEnds
  RegexScratch regex;
};

class Pattern {
 public:
  // Throws base::Error for an expression that cannot be compiled.
  explicit Pattern(std::vector<Element> elements);

  // Whether all of `text` matches; then the text of each converter is appended to `values`, else
  // `values` is as it was.
  bool match(std::string_view text, PatternScratch& scratch,
             std::vector<std::string_view>& values) const;

 private:
  bool match_elements(std::string_view text, PatternScratch& scratch,
                      std::vector<std::string_view>& values) const;
  bool match_expression(std::string_view text, PatternScratch& scratch,
                        std::vector<std::string_view>& values) const;
  std::vector<Element> elements_;
  std::optional<Regex> expression_;
  bool remembers_ = false;  // two elements or more could share the text in different ways
};

// The regular expression that stands for the elements; equal ones match the same texts.
std::string expression_of(const std::vector<Element>& elements);

}  // namespace carboy::core::routing
