// A regular expression with one group for each parameter, matched against a whole text. PCRE2,
// Unicode classes, `.` excludes the line feed only: what Python's `re` does with the expressions
// that converters have.
//
// Thread rule: a Regex is immutable and may be used by many threads; a RegexScratch by one.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::routing {

// Working memory of a match, kept between matches so that none is allocated.
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

class Regex {
 public:
  // Groups are named by group_name(). Throws base::Error for an expression that PCRE2 refuses.
  Regex(const std::string& expression, std::size_t groups);
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  // The name that the expression gives its group number `index`.
  static std::string group_name(std::size_t index);

  // Whether all of `text` matches; then `values` has the text of each group appended. An
  // expression that needs more than a bounded number of steps does not match.
  bool match(std::string_view text, RegexScratch& scratch,
             std::vector<std::string_view>& values) const;

 private:
  struct Code;
  std::unique_ptr<Code> code_;
};

}  // namespace carboy::core::routing
