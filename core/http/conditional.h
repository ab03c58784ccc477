// Conditional requests: If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, If-Range
// (RFC 9110, section 13).
//
// Thread rule: plain functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/http/fields.h"

namespace carboy::core::http {

// The conditional headers of a request. A header that is absent is empty.
struct Conditions {
  std::string_view if_match = {};
  std::string_view if_none_match = {};
  std::string_view if_modified_since = {};
  std::string_view if_unmodified_since = {};
  std::string_view if_range = {};
  std::string_view range = {};

  static Conditions of(std::span<const Field> fields) noexcept;
};

// What identifies the current representation.
struct Validators {
  std::string_view etag = {};                      // with or without quotes; empty if it has no tag
  std::optional<std::int64_t> last_modified = {};  // seconds since 1970
};

// Returns what Werkzeug's is_resource_modified returns, even where it is odd (`If-Match: *` counts
// as no match). With use_if_range and a Range, If-Range replaces the other conditions.
bool is_resource_modified(const Conditions& conditions, const Validators& validators,
                          bool use_if_range = false);

enum class Precondition {
  proceed,       // answer as usual
  not_modified,  // 304 for GET and HEAD, 412 for other methods
  failed,        // 412
};

// Evaluates the conditions in the order of RFC 9110, section 13.2.2: If-Match, else
// If-Unmodified-Since; then If-None-Match, else If-Modified-Since (for GET and HEAD only). The host
// applies this to a view's response.
Precondition evaluate(const Conditions& conditions, const Validators& validators,
                      std::string_view method);

// Returns whether a Range applies: there is no If-Range, or it names the current representation by
// its strong tag or its date (section 13.1.5).
bool range_applies(const Conditions& conditions, const Validators& validators);

}  // namespace carboy::core::http
