// What one part of a rule (the text between two slashes, or all the rest if a parameter may hold
// slashes) matches: literals and converters in a row, against a whole text.
//
// Built-in converters are matched by hand, with the extents that Werkzeug's regular expression for
// the part would find; a part with a converter that is given as an expression is one Regex. What
// failed once is not tried again, so no text makes matching slow (Werkzeug's does get slow).
//
// Thread rule: Pattern and Regex are immutable; their scratch objects belong to one thread at a
// time.
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

namespace carboy::core::routing {

// Working memory of Regex::match(), kept between matches so that they allocate nothing.
class RegexScratch {
 public:
  RegexScratch();
  RegexScratch(RegexScratch&&) noexcept;
  RegexScratch& operator=(RegexScratch&&) noexcept;
  ~RegexScratch();

 private:
  friend class Regex;
  struct Data;
  std::unique_ptr<Data> data_;
};

// A regular expression with one group for each parameter, matched against a whole text. PCRE2 with
// Unicode classes, and `.` that excludes the line feed only: what Python's `re` does with the
// expressions of converters.
class Regex {
 public:
  // The groups are named by group_name(). Throws base::Error if PCRE2 rejects the expression.
  Regex(const std::string& expression, std::size_t groups);
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  // The name that the expression gives its group number `index`.
  static std::string group_name(std::size_t index);

  // Returns whether all of `text` matches; if so, appends the text of each group to `values`. An
  // expression that needs more than a bounded number of steps does not match.
  bool match(std::string_view text, RegexScratch& scratch,
             std::vector<std::string_view>& values) const;

 private:
  struct Code;
  std::unique_ptr<Code> code_;
};

// A literal, or a converter if `converter` is set.
struct Element {
  std::string literal;
  std::shared_ptr<const Converter> converter;
  std::string identity;  // the converter as written in the rule: `int(min=1)`
};

// Working memory of Pattern::match(), kept between matches so that they allocate nothing.
struct PatternScratch {
  std::vector<Extent> extents;           // of each element in the current attempt
  std::vector<std::uint64_t> dead_ends;  // a bit for each element and beginning that failed
  RegexScratch regex;
};

class Pattern {
 public:
  // Throws base::Error for an expression that cannot be compiled.
  explicit Pattern(std::vector<Element> elements);

  // Returns whether all of `text` matches. If so, appends the text of each converter to `values`;
  // otherwise leaves `values` as it was.
  bool match(std::string_view text, PatternScratch& scratch,
             std::vector<std::string_view>& values) const;

 private:
  bool match_elements(std::string_view text, PatternScratch& scratch,
                      std::vector<std::string_view>& values) const;
  bool match_expression(std::string_view text, PatternScratch& scratch,
                        std::vector<std::string_view>& values) const;
  std::vector<Element> elements_;
  std::optional<Regex> expression_;
  bool remembers_ = false;  // several elements could share the text in different ways
};

// The regular expression that stands for the elements; equal expressions match the same texts.
std::string expression_of(const std::vector<Element>& elements);

}  // namespace carboy::core::routing
