// The parsed parts of a request: query, form, files, cookies, accepted types. Each part is parsed
// at its first use, and costs nothing if it is not used.
//
// Thread rule: as the exchange. Results live until the request ends.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/app/exchange.h"
#include "core/app/request_options.h"
#include "core/http/accept.h"
#include "core/http/authorization.h"
#include "core/http/form.h"
#include "core/http/pairs.h"
#include "core/http/range.h"

namespace carboy::core::app {

class RequestContent {
 public:
  RequestContent(const Exchange& exchange, const RequestOptions& options)
      : exchange_(exchange), options_(options) {}

  // Returns the query's values. If they are over a limit, returns null and sets thread_failure() to
  // 400.
  const http::PairList* args();
  // Returns the HTML form in the body, or an empty one if the body is not a form or is malformed.
  // If it is over a limit, returns null and sets thread_failure() to 413; if a file could not be
  // stored, to 500.
  const http::Form* form();

  const http::PairList& cookies();
  const http::Accept& accept(http::AcceptKind kind);
  // Both return nothing if the field is missing or malformed.
  const std::optional<http::Authorization>& authorization();
  const std::optional<http::Range>& range();

 private:
  std::string_view header(std::string_view name) const noexcept;
  std::string joined(std::string_view name) const;

  const Exchange& exchange_;
  const RequestOptions& options_;
  std::optional<http::PairList> args_;
  http::QueryError query_error_ = http::QueryError::none;
  std::unique_ptr<http::Form> form_;
  http::FormError form_error_ = http::FormError::none;
  std::optional<http::PairList> cookies_;
  std::array<std::optional<http::Accept>, 4> accepts_;
  std::optional<std::optional<http::Authorization>> authorization_;
  std::optional<std::optional<http::Range>> range_;
};

// Returns the content of the request, which is made at the first call and lives until its end.
RequestContent& content_of(Exchange& exchange);

}  // namespace carboy::core::app
