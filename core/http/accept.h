// What a client prefers: Accept, Accept-Language, Accept-Encoding and Accept-Charset (RFC 9110,
// section 12.5), ordered and matched like Werkzeug's Accept classes.
//
// Thread rule: const functions may be called from any thread at once.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::http {

enum class AcceptKind { media, language, encoding, charset };

struct AcceptItem {
  std::string value;   // with its parameters except q: "text/html; level=1"
  double quality = 1;  // from 0 to 1; 0 means that the client does not accept the value
};

class Accept {
 public:
  // Parses a header. Skips items whose q is not a number from 0 to 1, and everything after the
  // 200th item, since matching compares each item with each offer.
  static Accept parse(AcceptKind kind, std::string_view header);

  // Returns the items, the most specific first, then those of higher quality, then as written.
  std::span<const AcceptItem> items() const& noexcept { return items_; }
  std::span<const AcceptItem> items() && = delete;
  bool empty() const noexcept { return items_.empty(); }

  // Returns the quality of the most specific item that matches `value`, or 0 without a match.
  double quality(std::string_view value) const;
  // Returns whether an item matches `value`, even with q=0, like Werkzeug's `in`.
  bool contains(std::string_view value) const;
  // Returns the index of the offer with the highest quality. Among equals, the offer that is
  // matched more specifically wins, then the first. A quality of 0 never matches. Returns nothing
  // if no offer matches, and if the header was empty or absent; any offer is acceptable then.
  // Languages fall back to their primary tags: en-US accepts "en", and "en" accepts en-US. A media
  // type without a slash matches nothing.
  std::optional<std::size_t> best_match(std::span<const std::string_view> offers) const;

 private:
  explicit Accept(AcceptKind kind) : kind_(kind) {}
  void sort();
  bool matches(std::string_view offer, std::string_view item) const;
  const AcceptItem* first_match(std::string_view offer) const;
  std::string specificity(std::string_view item) const;
  std::optional<std::size_t> best_exact_match(std::span<const std::string_view> offers) const;

  AcceptKind kind_;
  std::vector<AcceptItem> items_;
};

}  // namespace carboy::core::http
