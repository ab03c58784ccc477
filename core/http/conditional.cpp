#include "core/http/conditional.h"

#include "core/http/date.h"
#include "core/http/etag.h"

namespace carboy::core::http {

Conditions Conditions::of(std::span<const Field> fields) noexcept {
  Conditions conditions;
  struct Known {
    std::string_view name;
    std::string_view Conditions::*member;
  };
  constexpr Known kKnown[] = {{"If-Match", &Conditions::if_match},
                              {"If-None-Match", &Conditions::if_none_match},
                              {"If-Modified-Since", &Conditions::if_modified_since},
                              {"If-Unmodified-Since", &Conditions::if_unmodified_since},
                              {"If-Range", &Conditions::if_range},
                              {"Range", &Conditions::range}};
  for (const Known& known : kKnown) {
    conditions.*known.member = find(fields, known.name).value_or("");
  }
  return conditions;
}

bool is_resource_modified(const Conditions& conditions, const Validators& validators,
                          bool use_if_range) {
  std::optional<std::int64_t> range_date;
  std::optional<std::string_view> range_tag;
  if (use_if_range && !conditions.range.empty() && !conditions.if_range.empty()) {
    range_date = parse_date(conditions.if_range);
    if (!range_date) range_tag = unquote_etag(conditions.if_range).tag;
  }
  const std::optional<std::int64_t> since =
      range_date ? range_date : parse_date(conditions.if_modified_since);
  bool is_modified = !(since && validators.last_modified && *validators.last_modified <= *since);
  if (validators.etag.empty()) return is_modified;
  const std::string_view tag = unquote_etag(validators.etag).tag;
  if (range_tag) return !EtagList(*range_tag).contains(tag);
  const EtagList none_match(conditions.if_none_match);
  if (!none_match.empty()) is_modified = !none_match.contains_weak(tag);
  const EtagList match(conditions.if_match);
  if (!match.empty()) is_modified = match.is_strong(tag);
  return is_modified;
}

Precondition evaluate(const Conditions& conditions, const Validators& validators,
                      std::string_view method) {
  const Etag own = unquote_etag(validators.etag);
  const bool has_tag = !validators.etag.empty();
  const bool is_read = method == "GET" || method == "HEAD";
  const EtagList match(conditions.if_match);
  if (!match.empty()) {
    const bool matches = match.is_any() || (has_tag && !own.weak && match.is_strong(own.tag));
    if (!matches) return Precondition::failed;
  } else if (validators.last_modified) {
    const std::optional<std::int64_t> since = parse_date(conditions.if_unmodified_since);
    if (since && *validators.last_modified > *since) return Precondition::failed;
  }
  const EtagList none_match(conditions.if_none_match);
  if (!none_match.empty()) {
    const bool matches = none_match.is_any() || (has_tag && none_match.contains_weak(own.tag));
    if (!matches) return Precondition::proceed;
    return is_read ? Precondition::not_modified : Precondition::failed;
  }
  if (is_read && validators.last_modified) {
    const std::optional<std::int64_t> since = parse_date(conditions.if_modified_since);
    if (since && *validators.last_modified <= *since) return Precondition::not_modified;
  }
  return Precondition::proceed;
}

bool range_applies(const Conditions& conditions, const Validators& validators) {
  if (conditions.if_range.empty()) return true;
  const std::optional<std::int64_t> date = parse_date(conditions.if_range);
  if (date) return validators.last_modified == date;
  const Etag wanted = unquote_etag(conditions.if_range), own = unquote_etag(validators.etag);
  return !validators.etag.empty() && !wanted.weak && !own.weak && wanted.tag == own.tag;
}

}  // namespace carboy::core::http
