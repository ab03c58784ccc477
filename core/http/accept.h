// What a client likes to get: Accept, Accept-Language, Accept-Encoding, Accept-Charset (RFC 9110,
// section 12.5), ordered and matched as Werkzeug's Accept classes do.
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
  std::string value;   // with its parameters but q: "text/html; level=1"
  double quality = 1;  // 0 to 1; 0 refuses
};

class Accept {
 public:
  // Items with a q that is no number from 0 to 1 are left out. Later items than the 200th too:
  // nobody likes that many, and matching compares each with each.
  static Accept parse(AcceptKind kind, std::string_view header);

  // The most specific first, then the best liked, then as written.
  std::span<const AcceptItem> items() const& noexcept { return items_; }
  std::span<const AcceptItem> items() && = delete;
  bool empty() const noexcept { return items_.empty(); }

  // How much it likes `value`: the quality of the most specific item that matches it, 0 for none.
  double quality(std::string_view value) const;
  // Whether an item matches it, also one with q=0, as Werkzeug's `in`.
  bool contains(std::string_view value) const;
  // Which of the offers it likes best; of equals the one matched more specifically, then the first.
  // A quality of 0 is never a match. Nothing, too, when the header was empty or absent: then any
  // offer will do, and the caller takes its own first. Languages fall back to their primary tags:
  // en-US takes "en", and "en" takes en-US. An offer that is no media type (no slash) matches
  // nothing.
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
