#include "core/http/accept.h"

#include <algorithm>
#include <charconv>

#include "core/base/ascii.h"
#include "core/http/fields.h"
#include "core/http/header_text.h"
#include "core/http/option_header.h"

namespace carboy::core::http {
namespace {

constexpr std::size_t kMaxItems = 200;

// Parses `-?digits(.digits)?`. Returns nothing for a number that is not from 0 to 1.
std::optional<double> quality_of(std::string_view text) noexcept {
  text = trimmed(text);
  const std::string_view whole = text.starts_with('-') ? text.substr(1) : text;
  const std::size_t dot = whole.find('.');
  const auto is_number = [](std::string_view digits) {
    return !digits.empty() && std::all_of(digits.begin(), digits.end(), base::is_digit);
  };
  if (!is_number(whole.substr(0, dot))) return std::nullopt;
  if (dot != std::string_view::npos && !is_number(whole.substr(dot + 1))) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // A number that is out of range is either too small to differ from 0, or far above 1.
  if (error == std::errc::result_out_of_range) {
    const bool is_small = whole.substr(0, dot).find_first_not_of('0') == std::string_view::npos;
    return is_small ? std::optional<double>(0.0) : std::nullopt;
  }
  if (error != std::errc() || value < 0 || value > 1) return std::nullopt;
  return value;
}

// Returns the pieces of "text/html; level=1" between slashes and semicolons, without blanks around
// the semicolons.
std::vector<std::string_view> media_pieces(std::string_view text) {
  std::vector<std::string_view> pieces;
  for (char before = '/';; before = text.front(), text.remove_prefix(1)) {
    const std::size_t end = std::min(text.find_first_of("/;"), text.size());
    std::string_view piece = text.substr(0, end);
    text.remove_prefix(end);
    while (before == ';' && !piece.empty() && is_blank(piece.front())) piece.remove_prefix(1);
    const bool is_trimmed = text.starts_with(';');
    while (is_trimmed && !piece.empty() && is_blank(piece.back())) piece.remove_suffix(1);
    pieces.push_back(piece);
    if (text.empty()) return pieces;
  }
}

struct Media {
  std::string lower;
  std::vector<std::string_view> pieces;  // type, subtype, parameters in alphabetical order

  explicit Media(std::string_view text) : lower(lowered(text)), pieces(media_pieces(lower)) {
    if (pieces.size() > 2) std::sort(pieces.begin() + 2, pieces.end());
  }
  Media(const Media&) = delete;
  Media& operator=(const Media&) = delete;

  bool is_valid() const noexcept {
    return lower.find('/') != std::string::npos && (pieces[0] != "*" || pieces[1] == "*");
  }
  bool is_any() const noexcept { return pieces[0] == "*" && pieces[1] == "*"; }
};

bool media_matches(std::string_view offer_text, std::string_view item_text) {
  const Media offer(offer_text), item(item_text);
  if (!offer.is_valid() || !item.is_valid()) return false;
  if (offer.is_any() || item.is_any()) return true;
  if (offer.pieces[0] != item.pieces[0]) return false;
  return item.pieces[1] == "*" || offer.pieces[1] == "*" || offer.pieces == item.pieces;
}

bool language_matches(std::string_view offer, std::string_view item) noexcept {
  const auto folded = [](char c) { return c == '_' ? '-' : base::to_lower(c); };
  return item == "*" || std::equal(offer.begin(), offer.end(), item.begin(), item.end(),
                                   [&](char a, char b) { return folded(a) == folded(b); });
}

// Returns one name for all spellings of a charset: "UTF8" and "utf-8", "latin1" and "ISO-8859-1".
std::string charset_name(std::string_view text) {
  std::string name = lowered(text);
  std::erase_if(name, [](char c) { return c == '-' || c == '_' || c == ' ' || c == '.'; });
  if (name == "latin1" || name == "l1" || name == "cp819") return "iso88591";
  if (name == "ascii" || name == "646") return "usascii";
  if (name == "u8" || name == "utf") return "utf8";
  if (name.starts_with("windows125")) return "cp125" + name.substr(10);
  return name;
}

std::string_view primary_tag(std::string_view tag) noexcept {
  return tag.substr(0, tag.find_first_of("-_"));
}

}  // namespace

Accept Accept::parse(AcceptKind kind, std::string_view header) {
  Accept accept(kind);
  ListItems items(header);
  std::string_view quoted_item;
  while (accept.items_.size() < kMaxItems && items.next(quoted_item)) {
    const std::string text = unquoted_value(quoted_item);
    OptionHeader item = parse_options_header(text);
    const std::optional<std::string_view> q = item.options.first("q");
    const std::optional<double> quality = q ? quality_of(*q) : 1.0;
    if (!quality) continue;
    item.options.remove("q");
    accept.items_.push_back({dump_options_header(item.value, item.options.all()), *quality});
  }
  accept.sort();
  return accept;
}

// Returns a text that sorts like Werkzeug's tuples of booleans.
std::string Accept::specificity(std::string_view item) const {
  if (kind_ != AcceptKind::media) return item == "*" ? "0" : "1";
  std::string order;
  for (const std::string_view piece : media_pieces(item)) order += piece == "*" ? '0' : '1';
  return order;
}

void Accept::sort() {
  struct Ranked {
    std::string specificity;
    AcceptItem item;
  };
  std::vector<Ranked> ranked;
  for (AcceptItem& item : items_) {
    std::string rank = specificity(item.value);
    ranked.push_back({std::move(rank), std::move(item)});
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
    if (a.specificity != b.specificity) return a.specificity > b.specificity;
    return a.item.quality > b.item.quality;
  });
  items_.clear();
  for (Ranked& one : ranked) items_.push_back(std::move(one.item));
}

bool Accept::matches(std::string_view offer, std::string_view item) const {
  switch (kind_) {
    case AcceptKind::media:
      return media_matches(offer, item);
    case AcceptKind::language:
      return language_matches(offer, item);
    case AcceptKind::charset:
      return item == "*" || charset_name(offer) == charset_name(item);
    case AcceptKind::encoding:
      return item == "*" || same_name(offer, item);
  }
  return false;
}

const AcceptItem* Accept::first_match(std::string_view offer) const {
  for (const AcceptItem& item : items_) {
    if (matches(offer, item.value)) return &item;
  }
  return nullptr;
}

double Accept::quality(std::string_view value) const {
  const AcceptItem* item = first_match(value);
  return item == nullptr ? 0 : item->quality;
}

bool Accept::contains(std::string_view value) const { return first_match(value) != nullptr; }

std::optional<std::size_t> Accept::best_exact_match(
    std::span<const std::string_view> offers) const {
  std::optional<std::size_t> best;
  double best_quality = -1;
  std::string best_specificity;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    const AcceptItem* item = first_match(offers[i]);
    if (item == nullptr || item->quality <= 0 || item->quality < best_quality) continue;
    std::string found = specificity(item->value);
    if (item->quality > best_quality || found > best_specificity) {
      best = i;
      best_quality = item->quality;
      best_specificity = std::move(found);
    }
  }
  return best;
}

std::optional<std::size_t> Accept::best_match(std::span<const std::string_view> offers) const {
  const std::optional<std::size_t> exact = best_exact_match(offers);
  if (exact || kind_ != AcceptKind::language) return exact;
  Accept primary(AcceptKind::encoding);
  for (const AcceptItem& item : items_) {
    primary.items_.push_back({std::string(primary_tag(item.value)), item.quality});
  }
  primary.sort();
  const std::optional<std::size_t> fallback = primary.best_exact_match(offers);
  if (fallback) return fallback;
  std::vector<std::string_view> tags;
  for (const std::string_view offer : offers) tags.push_back(primary_tag(offer));
  const std::optional<std::size_t> tag = best_exact_match(tags);
  if (!tag) return std::nullopt;
  const auto first = std::find_if(offers.begin(), offers.end(), [&](std::string_view offer) {
    return offer.starts_with(tags[*tag]);
  });
  return static_cast<std::size_t>(first - offers.begin());
}

}  // namespace carboy::core::http
