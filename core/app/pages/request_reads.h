// Records what is read of a request, for routes whose pages are stored.
//
// Whoever shows a part of the request to code that makes the response calls note_read() first:
// the adapters of core/abi, and the host's own features. Scheme, host, mount prefix, path and the
// parameters of the rule need no call, since every page is kept by these.
//
// Thread rule: as the exchange.
#pragma once

#include <string>
#include <string_view>

#include "core/app/exchange.h"
#include "core/app/request_state.h"
#include "core/pages/page_store.h"

namespace carboy::core::app {

// Records a read that is known to be recorded: see note_read().
void record_read(Exchange& exchange, pages::Source source, std::string_view name);
void record_personal(Exchange& exchange, std::string_view why);

// Notes that a part of the request is read. Costs a test of a flag unless the route has a page
// policy.
inline void note_read(Exchange& exchange, pages::Source source, std::string_view name = {}) {
  if (exchange.state().page.is_recorded) record_read(exchange, source, name);
}
// Notes that something is read that is different for each person or request.
inline void note_personal(Exchange& exchange, std::string_view why) {
  if (exchange.state().page.is_recorded) record_personal(exchange, why);
}

// What an exchange's request has for the parts of it.
class AskedExchange final : public pages::Asked {
 public:
  explicit AskedExchange(Exchange& exchange) : exchange_(exchange) {}
  std::optional<std::string_view> value_of(pages::Source source, std::string_view name) override;
  // Returns whether a part could not be read, because the request exceeds a limit. Then no stored
  // page answers it.
  bool has_failed() const noexcept { return has_failed_; }

 private:
  std::optional<std::string_view> whole_field(std::string_view name);
  std::string_view fields();

  Exchange& exchange_;
  bool has_failed_ = false;
  std::string text_;  // of the value that was returned last
};

}  // namespace carboy::core::app
