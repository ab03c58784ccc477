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

// The headers of a request that say under which condition; absent ones are empty.
struct Conditions {
  std::string_view if_match = {};
  std::string_view if_none_match = {};
  std::string_view if_modified_since = {};
  std::string_view if_unmodified_since = {};
  std::string_view if_range = {};
  std::string_view range = {};

  static Conditions of(std::span<const Field> fields) noexcept;
};

// What is there to answer with.
struct Validators {
  std::string_view etag = {};                      // quoted or not; empty when it has none
  std::optional<std::int64_t> last_modified = {};  // seconds since 1970
};

// Werkzeug's is_resource_modified, exactly, also where it is odd (`If-Match: *` counts as no
// match). With use_if_range and a Range, an If-Range takes the place of the other conditions.
bool is_resource_modified(const Conditions& conditions, const Validators& validators,
                          bool use_if_range = false);

enum class Precondition {
  proceed,       // answer as usual
  not_modified,  // 304 for GET and HEAD, 412 for other methods
  failed,        // 412
};

// The order of RFC 9110, section 13.2.2: If-Match, else If-Unmodified-Since; then If-None-Match,
// else If-Modified-Since (which only GET and HEAD have). What a view's answer is put through.
Precondition evaluate(const Conditions& conditions, const Validators& validators,
                      std::string_view method);

// Whether a Range is to be honoured: there is no If-Range, or it names this very representation
// (its strong tag, or its date: section 13.1.5).
bool range_applies(const Conditions& conditions, const Validators& validators);

}  // namespace carboy::core::http
