#include "core/routing/pattern.h"

#include <algorithm>

namespace carboy::core::routing {
namespace {

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

// Which (element, begin) pairs led nowhere, as bits.
class Failures {
 public:
  Failures(std::vector<std::uint64_t>& bits, std::size_t elements, std::size_t size)
      : bits_(bits), row_(size + 1) {
    bits_.assign((elements * row_ + 63) / 64, 0);
  }
  bool has(std::size_t element, std::size_t begin) const {
    const std::size_t bit = element * row_ + begin;
    return (bits_[bit / 64] >> (bit % 64) & 1U) != 0;
  }
  void add(std::size_t element, std::size_t begin) {
    const std::size_t bit = element * row_ + begin;
    bits_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }

 private:
  std::vector<std::uint64_t>& bits_;
  std::size_t row_;
};

// One try to lay all elements over all of a text, depth first.
class Attempt {
 public:
  Attempt(const std::vector<Element>& elements, std::string_view text, PatternScratch& scratch,
          bool remembers)
      : elements_(elements),
        text_(text),
        extents_(scratch.extents),
        failures_(scratch.failed, remembers ? elements.size() : 0, text.size()),
        remembers_(remembers) {
    extents_.resize(std::max(extents_.size(), elements.size()));
  }

  bool succeeds() {
    std::size_t at = 0;
    extents_[0].begin = 0;
    bool fits = fits_first(0);
    for (;;) {
      if (fits && at + 1 == elements_.size()) return true;
      if (fits) {
        extents_[at + 1].begin = extents_[at].end;
        ++at;
        fits = fits_first(at);
        continue;
      }
      if (remembers_) failures_.add(at, extents_[at].begin);
      if (at == 0) return false;
      --at;
      fits = fits_next(at);
    }
  }

 private:
  bool fits_first(std::size_t at) {
    const Element& element = elements_[at];
    Extent& extent = extents_[at];
    if (remembers_ && failures_.has(at, extent.begin)) return false;
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
    return first_extent(*element.converter, text_, extent);
  }

  bool fits_next(std::size_t at) {
    const Element& element = elements_[at];
    return element.converter && next_extent(*element.converter, text_, extents_[at]);
  }

  const std::vector<Element>& elements_;
  std::string_view text_;
  std::vector<Extent>& extents_;
  Failures failures_;
  bool remembers_;
};

}  // namespace

Pattern::Pattern(std::vector<Element> elements) : elements_(std::move(elements)) {
  const auto converters = std::count_if(elements_.begin(), elements_.end(),
                                        [](const Element& element) { return !!element.converter; });
  if (std::any_of(elements_.begin(), elements_.end(), is_expression)) {
    expression_.emplace(grouped_expression(elements_), static_cast<std::size_t>(converters));
  }
  for (const Element& element : elements_) {
    if (element.literal.size() > needed_.size()) needed_ = element.literal;
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
  if (text.find(needed_) == std::string_view::npos) return false;
  Attempt attempt(elements_, text, scratch, remembers_);
  if (!attempt.succeeds()) return false;
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
