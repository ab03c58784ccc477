#include "core/routing/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "core/base/error.h"

namespace carboy::core::routing {
namespace {

// A path of 8 kB needs a few thousand steps with a sane expression; more steps are an attack.
constexpr std::uint32_t kMostSteps = 200'000;
constexpr std::uint32_t kMostHeapKib = 1024;

PCRE2_SPTR8 bytes_of(const char* text) { return reinterpret_cast<PCRE2_SPTR8>(text); }

std::string error_text(int code) {
  std::array<PCRE2_UCHAR8, 256> text{};
  pcre2_get_error_message_8(code, text.data(), text.size());
  return {text.begin(), std::find(text.begin(), text.end(), 0)};
}

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using CompileContext =
    std::unique_ptr<pcre2_compile_context_8, Freer<pcre2_compile_context_free_8>>;
using MatchContext = std::unique_ptr<pcre2_match_context_8, Freer<pcre2_match_context_free_8>>;
using MatchData = std::unique_ptr<pcre2_match_data_8, Freer<pcre2_match_data_free_8>>;
using Compiled = std::unique_ptr<pcre2_code_8, Freer<pcre2_code_free_8>>;

bool is_expression(const Element& element) {
  return element.converter && element.converter->shape.kind == Shape::Kind::regex;
}

bool has_several_extents(const Element& element) {
  return element.converter && element.converter->shape.kind != Shape::Kind::uuid;
}

std::string grouped_expression(const std::vector<Element>& elements) {
  std::string expression;
  std::size_t group = 0;
  for (const Element& element : elements) {
    if (!element.converter) {
      expression += escaped_expression(element.literal);
      continue;
    }
    const Shape& shape = element.converter->shape;
    const bool is_callback = shape.kind == Shape::Kind::callback;
    const std::string extent = element.converter->part_isolating ? "[^/]+" : "[^/].*?";
    expression += "(?<" + Regex::group_name(group++) + ">";
    expression += (is_callback ? extent : expression_of(shape, element.identity)) + ")";
  }
  return expression;
}

bool is_inside_code_point(std::string_view text, std::size_t at) noexcept {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

// Where the search for a layout of elements over a text has failed: one bit for each element and
// beginning. With it a text of n bytes costs n steps for each element, and not n to the power of
// their number.
class DeadEnds {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  DeadEnds(std::vector<std::uint64_t>& bits, std::size_t elements, std::size_t text_size)
      : bits_(bits), row_(text_size + 1) {
    bits_.assign((elements * row_ + 63) / 64, 0);
  }

  void add(std::size_t element, std::size_t begin) noexcept {
    const std::size_t bit = element * row_ + begin;
    bits_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
  bool has(std::size_t element, std::size_t begin) const noexcept {
    const std::size_t bit = element * row_ + begin;
    return (bits_[bit / 64] >> (bit % 64) & 1U) != 0;
  }

  // Returns the greatest beginning up to `from` where the element has not failed, or kNone if it
  // has failed at each.
  std::size_t last_open(std::size_t element, std::size_t from) const noexcept {
    const std::size_t first = element * row_;
    std::size_t bit = first + from;
    for (;;) {
      const std::uint64_t open = ~bits_[bit / 64] << (63 - bit % 64);
      const auto skipped = static_cast<std::size_t>(std::countl_zero(open));
      if (open != 0) return bit < first + skipped ? kNone : bit - skipped - first;
      if (bit / 64 * 64 <= first) return kNone;
      bit = bit / 64 * 64 - 1;
    }
  }

  // Returns the least beginning from `from` on where the element has not failed, or kNone.
  std::size_t first_open(std::size_t element, std::size_t from) const noexcept {
    const std::size_t first = element * row_;
    std::size_t bit = first + from;
    for (;;) {
      const std::uint64_t open = ~bits_[bit / 64] >> (bit % 64);
      const auto skipped = static_cast<std::size_t>(std::countr_zero(open));
      if (open != 0) return bit + skipped >= first + row_ ? kNone : bit + skipped - first;
      bit = (bit / 64 + 1) * 64;
      if (bit >= first + row_) return kNone;
    }
  }

 private:
  std::vector<std::uint64_t>& bits_;
  std::size_t row_;
};

// One search for a layout of all elements over all of a text, depth first.
class Layout {
 public:
  Layout(const std::vector<Element>& elements, std::string_view text, PatternScratch& scratch,
         bool remembers)
      : elements_(elements),
        text_(text),
        extents_(scratch.extents),
        dead_ends_(scratch.dead_ends, remembers ? elements.size() : 0, text.size()),
        remembers_(remembers) {
    extents_.resize(std::max(extents_.size(), elements.size()));
  }

  bool find() {
    std::size_t at = 0;
    extents_[0].begin = 0;
    bool fits = place_first(0);
    for (;;) {
      if (fits && at + 1 == elements_.size()) return true;
      if (fits) {
        extents_[at + 1].begin = extents_[at].end;
        ++at;
        fits = place_first(at);
        continue;
      }
      if (remembers_) dead_ends_.add(at, extents_[at].begin);
      if (at == 0) return false;
      --at;
      fits = place_next(at);
    }
  }

 private:
  bool place_first(std::size_t at) {
    const Element& element = elements_[at];
    Extent& extent = extents_[at];
    if (remembers_ && dead_ends_.has(at, extent.begin)) return false;
    const std::string_view rest = text_.substr(extent.begin);
    const bool is_last = at + 1 == elements_.size();
    if (is_last) {
      extent.end = text_.size();
      return element.converter ? takes_all(*element.converter, rest) : rest == element.literal;
    }
    if (!element.converter) {
      extent.end = extent.begin + element.literal.size();
      return rest.starts_with(element.literal);
    }
    return first_extent(*element.converter, text_, extent) && skip_dead_ends(at);
  }

  bool place_next(std::size_t at) {
    const Element& element = elements_[at];
    return element.converter && next_extent(*element.converter, text_, extents_[at]) &&
           skip_dead_ends(at);
  }

  // Moves the end of a converter to the next place where the element after it has not failed yet.
  bool skip_dead_ends(std::size_t at) {
    if (!remembers_) return true;
    switch (extent_order(*elements_[at].converter)) {
      case ExtentOrder::shrinking:
        return shrink_past_dead_ends(at);
      case ExtentOrder::growing:
        return grow_past_dead_ends(at);
      case ExtentOrder::listed:
        break;
    }
    return true;
  }

  bool shrink_past_dead_ends(std::size_t at) {
    Extent& extent = extents_[at];
    std::size_t end = dead_ends_.last_open(at + 1, extent.end);
    while (end != DeadEnds::kNone && end > extent.mark && is_inside_code_point(text_, end)) {
      end = dead_ends_.last_open(at + 1, end - 1);
    }
    if (end == DeadEnds::kNone || end < extent.mark) return false;
    extent.end = end;
    return true;
  }

  bool grow_past_dead_ends(std::size_t at) {
    Extent& extent = extents_[at];
    std::size_t end = dead_ends_.first_open(at + 1, extent.end);
    while (end != DeadEnds::kNone && is_inside_code_point(text_, end)) {
      end = dead_ends_.first_open(at + 1, end + 1);
    }
    if (end == DeadEnds::kNone) return false;
    const std::string_view skipped = text_.substr(extent.end, end - extent.end);
    extent.end = end;
    return skipped.find('\n') == std::string_view::npos;
  }

  const std::vector<Element>& elements_;
  std::string_view text_;
  std::vector<Extent>& extents_;
  DeadEnds dead_ends_;
  bool remembers_;
};

// Whether the literals occur in their order at all. Most texts fail this cheap test.
bool has_literals(const std::vector<Element>& elements, std::string_view text) noexcept {
  std::size_t at = 0;
  for (const Element& element : elements) {
    if (element.converter) continue;
    at = text.find(element.literal, at);
    if (at == std::string_view::npos) return false;
    at += element.literal.size();
  }
  return true;
}

}  // namespace

struct RegexScratch::Data {
  MatchData match;
  std::uint32_t pairs = 0;
};

RegexScratch::RegexScratch() = default;
RegexScratch::RegexScratch(RegexScratch&&) noexcept = default;
RegexScratch& RegexScratch::operator=(RegexScratch&&) noexcept = default;
RegexScratch::~RegexScratch() = default;

struct Regex::Code {
  Compiled code;
  MatchContext limits;
  std::uint32_t pairs = 1;
  std::vector<std::uint32_t> groups;
};

Regex::Regex(const std::string& expression, std::size_t groups) : code_(std::make_unique<Code>()) {
  const CompileContext context(pcre2_compile_context_create_8(nullptr));
  pcre2_set_newline_8(context.get(), PCRE2_NEWLINE_LF);
  int error = 0;
  PCRE2_SIZE offset = 0;
  code_->code.reset(pcre2_compile_8(
      bytes_of(expression.data()), expression.size(),
      PCRE2_UTF | PCRE2_UCP | PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_BACKSLASH_C, &error,
      &offset, context.get()));
  if (!code_->code) {
    throw base::Error("its regular expression is not valid: " + error_text(error));
  }
  std::uint32_t captures = 0;
  pcre2_pattern_info_8(code_->code.get(), PCRE2_INFO_CAPTURECOUNT, &captures);
  code_->pairs = captures + 1;
  for (std::size_t i = 0; i < groups; ++i) {
    const int number =
        pcre2_substring_number_from_name_8(code_->code.get(), bytes_of(group_name(i).c_str()));
    code_->groups.push_back(static_cast<std::uint32_t>(number));
  }
  code_->limits.reset(pcre2_match_context_create_8(nullptr));
  pcre2_set_match_limit_8(code_->limits.get(), kMostSteps);
  pcre2_set_heap_limit_8(code_->limits.get(), kMostHeapKib);
}

Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

std::string Regex::group_name(std::size_t index) { return "carboy_" + std::to_string(index); }

bool Regex::match(std::string_view text, RegexScratch& scratch,
                  std::vector<std::string_view>& values) const {
  if (!scratch.data_) scratch.data_ = std::make_unique<RegexScratch::Data>();
  RegexScratch::Data& data = *scratch.data_;
  if (data.pairs < code_->pairs) {
    data.match.reset(pcre2_match_data_create_8(code_->pairs, nullptr));
    data.pairs = code_->pairs;
  }
  const int found = pcre2_match_8(code_->code.get(), bytes_of(text.data()), text.size(), 0, 0,
                                  data.match.get(), code_->limits.get());
  if (found < 0) return false;
  const PCRE2_SIZE* offsets = pcre2_get_ovector_pointer_8(data.match.get());
  for (const std::uint32_t group : code_->groups) {
    const bool is_set = group < static_cast<std::uint32_t>(found);
    const PCRE2_SIZE begin = is_set ? offsets[2 * group] : PCRE2_UNSET;
    values.push_back(begin == PCRE2_UNSET ? std::string_view()
                                          : text.substr(begin, offsets[2 * group + 1] - begin));
  }
  return true;
}

Pattern::Pattern(std::vector<Element> elements) : elements_(std::move(elements)) {
  const auto converters = std::count_if(elements_.begin(), elements_.end(),
                                        [](const Element& element) { return !!element.converter; });
  if (std::any_of(elements_.begin(), elements_.end(), is_expression)) {
    expression_.emplace(grouped_expression(elements_), static_cast<std::size_t>(converters));
  }
  remembers_ = std::count_if(elements_.begin(), elements_.end(), has_several_extents) > 2;
}

bool Pattern::match(std::string_view text, PatternScratch& scratch,
                    std::vector<std::string_view>& values) const {
  if (expression_) return match_expression(text, scratch, values);
  if (elements_.size() > 1) return match_elements(text, scratch, values);
  if (!takes_all(*elements_.front().converter, text)) return false;
  values.push_back(text);
  return true;
}

bool Pattern::match_elements(std::string_view text, PatternScratch& scratch,
                             std::vector<std::string_view>& values) const {
  if (!has_literals(elements_, text)) return false;
  if (!Layout(elements_, text, scratch, remembers_).find()) return false;
  for (std::size_t i = 0; i < elements_.size(); ++i) {
    const Extent& extent = scratch.extents[i];
    if (elements_[i].converter)
      values.push_back(text.substr(extent.begin, extent.end - extent.begin));
  }
  return true;
}

bool Pattern::match_expression(std::string_view text, PatternScratch& scratch,
                               std::vector<std::string_view>& values) const {
  const std::size_t before = values.size();
  if (!expression_->match(text, scratch.regex, values)) return false;
  std::size_t value = before;
  for (const Element& element : elements_) {
    if (!element.converter) continue;
    const Shape& shape = element.converter->shape;
    const bool refused = shape.kind == Shape::Kind::callback && !shape.matches(values[value]);
    if (refused) {
      values.resize(before);
      return false;
    }
    ++value;
  }
  return true;
}

std::string expression_of(const std::vector<Element>& elements) {
  std::string expression;
  for (const Element& element : elements) {
    if (!element.converter) {
      expression += escaped_expression(element.literal);
    } else {
      expression += "(" + expression_of(element.converter->shape, element.identity) + ")";
    }
  }
  return expression;
}

}  // namespace carboy::core::routing
