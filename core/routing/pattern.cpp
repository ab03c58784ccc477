#include "core/routing/pattern.h"

#include <algorithm>

#include "core/routing/dead_ends.h"

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

bool is_inside_code_point(std::string_view text, std::size_t at) noexcept {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

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

  bool is_found() {
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
      if (remembers_) dead_ends_.add(at, extents_[at].begin);
      if (at == 0) return false;
      --at;
      fits = fits_next(at);
    }
  }

 private:
  bool fits_first(std::size_t at) {
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

  bool fits_next(std::size_t at) {
    const Element& element = elements_[at];
    return element.converter && next_extent(*element.converter, text_, extents_[at]) &&
           skip_dead_ends(at);
  }

  // Moves the end of a converter on to where the element behind it has not failed yet.
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

// Whether the literals occur at all, in their order: most texts fail here.
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
  if (!Layout(elements_, text, scratch, remembers_).is_found()) return false;
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
