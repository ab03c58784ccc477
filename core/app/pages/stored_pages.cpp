#include "core/app/pages/stored_pages.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/app/conditional_answer.h"
#include "core/app/pages/request_reads.h"
#include "core/base/ascii.h"
#include "core/http/conditional.h"

namespace carboy::core::app {
namespace {

using pages::Source;

// How long a request waits for another one that makes the same page; that of nginx's cache.
constexpr std::chrono::seconds kLongestWait{5};

void set_field(http::Response& response, std::string_view name, std::string_view value) {
  static_cast<void>(response.fields.set(name, value));
}

// What every page of the route is kept by. No part can hold a NUL.
void set_base(RequestState& state) {
  std::string& base = state.page.base;
  const RequestOrigin& origin = state.origin;
  const std::uintptr_t route = state.match.rule()->target();
  base.assign(reinterpret_cast<const char*>(&route), sizeof route);
  base.append(state.page.is_whole ? "w" : "v").append(origin.scheme);
  base.append(1, '\0').append(origin.host);
  base.append(1, '\0').append(origin.script_root);
  base.append(1, '\0').append(state.path);
}

bool has_directive(std::string_view list, std::string_view word) {
  std::string lower(list);
  std::transform(lower.begin(), lower.end(), lower.begin(), base::to_lower);
  return lower.find(word) != std::string::npos;
}

// Why a response must not be stored; empty if nothing speaks against it.
std::string_view objection_to(const Exchange& exchange) {
  const http::Response& response = exchange.response;
  if (exchange.head.method != "GET") return "it answers another method than GET";
  if (response.status != 200) return "its status is not 200";
  if (response.body.stream() != nullptr) return "it is a stream";
  if (response.reason() != http::reason_phrase(200)) return "it has a reason phrase of its own";
  if (response.fields.find("Set-Cookie")) return "it sets a cookie";
  if (response.fields.find("Content-Range")) return "it is a part";
  if (response.fields.find("Vary").value_or("").find('*') != std::string_view::npos) {
    return "it varies by anything";
  }
  const std::string_view control = response.fields.find("Cache-Control").value_or("");
  if (!control.empty() &&
      (has_directive(control, "private") || has_directive(control, "no-store"))) {
    return "its Cache-Control says so";
  }
  return {};
}

// The header fields by which the content was chosen (RFC 9110, section 12.5.5).
void set_vary(http::Response& response, const pages::Reads& reads) {
  if (response.fields.find("Vary")) return;
  std::string names;
  std::vector<std::string_view> added;
  const auto add = [&](std::string_view name) {
    const auto is_same = [&](std::string_view one) { return http::same_name(one, name); };
    if (std::any_of(added.begin(), added.end(), is_same)) return;
    names.append(added.empty() ? "" : ", ").append(name);
    added.push_back(name);
  };
  for (const pages::Read& read : reads.all()) {
    if (read.source == Source::cookie) add("Cookie");
    if (read.source == Source::field || read.source == Source::whole_field) add(read.name);
    if (read.source == Source::fields) return set_field(response, "Vary", "*");
  }
  if (!names.empty()) set_field(response, "Vary", names);
}

// Tells clients how to keep the page, unless the app has told them.
void set_cache_control(http::Response& response, const pages::Reads& reads,
                       const pages::PagePolicy& policy) {
  if (response.fields.find("Cache-Control") && !reads.is_personal()) return;
  if (reads.is_personal()) {
    const std::string_view given = response.fields.find("Cache-Control").value_or("");
    if (!has_directive(given, "no-store")) {
      set_field(response, "Cache-Control", "private, no-cache");
    }
    return;
  }
  if (policy.browser_age.count() == 0 || reads.is_refused()) {
    return set_field(response, "Cache-Control", "no-cache");
  }
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(policy.browser_age).count();
  set_field(response, "Cache-Control", "max-age=" + std::to_string(seconds));
  set_vary(response, reads);
}

void fill_in(http::Response& response, const pages::Page& page) {
  response.status = 200;
  response.fields = page.fields;
  // The request's state keeps the page until the response has been sent.
  response.body.adopt({page.body, nullptr, const_cast<pages::Page*>(&page)});
}

bool is_conditional(const Exchange& exchange) {
  const auto& fields = exchange.head.fields;
  return std::any_of(fields.begin(), fields.end(), [](const http::Field& field) {
    return field.name.size() > 4 && (http::same_name(field.name.substr(0, 3), "if-") ||
                                     http::same_name(field.name, "range"));
  });
}

}  // namespace

std::int64_t StoredPages::now() const noexcept {
  static const Clock kSystem;
  return (clock_ == nullptr ? kSystem : *clock_).now().time_since_epoch().count();
}

bool StoredPages::prepare(Exchange& exchange, bool are_hooks_cacheable) noexcept {
  RequestState& state = exchange.state();
  const CompiledRoute& route = *state.route;
  const bool is_read = exchange.head.method == "GET" || exchange.head.method == "HEAD";
  if (!route.page || !is_on_ || !is_read || state.automatic_options) return false;
  state.page.is_whole = are_hooks_cacheable && route.page_depth == 0;
  set_base(state);
  if (state.page.is_whole) {
    state.page.found = find(exchange);
    if (state.page.found != nullptr) return true;
  }
  begin(exchange);
  return false;
}

void StoredPages::begin(Exchange& exchange) noexcept {
  RequestPage& page = exchange.state().page;
  if (page.reads == nullptr) page.reads = std::make_unique<pages::Reads>();
  page.pages = this;
  page.is_recorded = true;
  page.reads->begin(store_.commits().last(), now());
  const pages::PagePolicy& policy = *exchange.state().route->page;
  for (const std::string& tag : policy.tags) page.reads->depends_on(store_.commits().tag(tag));
  for (const std::string& name : policy.vary_cookies) {
    record_read(exchange, Source::cookie, name);
  }
}

pages::PagePointer StoredPages::find(Exchange& exchange) noexcept {
  RequestState& state = exchange.state();
  AskedExchange asked(exchange);
  auto found = store_.find(state.page.base, asked, {now(), state.generation->number()});
  return asked.has_failed() ? nullptr : std::move(found);
}

void StoredPages::answer(Exchange& exchange) const noexcept {
  fill_in(exchange.response, *exchange.state().page.found);
  if (is_conditional(exchange)) make_conditional(exchange, true);
}

// A page may have been stored since the first look-up even if the turn is free. A request that is
// known to be personal neither waits nor makes others wait.
bool StoredPages::find_in_turn(Exchange& exchange) noexcept {
  RequestState& state = exchange.state();
  RequestPage& page = state.page;
  if (!page.may_wait || page.reads->is_refused() || exchange.head.method != "GET") return false;
  AskedExchange asked(exchange);
  std::string key = store_.key_for(page.base, asked);
  if (asked.has_failed()) return false;
  page.turn = turns_.take_or_wait(std::move(key), kLongestWait);
  page.found = store_.find_again(page.base, asked, {now(), state.generation->number()});
  if (page.found != nullptr && page.turn) page.turn->set_stored();
  if (page.found != nullptr) page.turn.reset();
  return page.found != nullptr;
}

bool StoredPages::wait_for_whole(Exchange& exchange) noexcept {
  RequestPage& page = exchange.state().page;
  if (!page.is_recorded || !page.is_whole || !find_in_turn(exchange)) return false;
  page.is_recorded = false;
  return true;
}

void StoredPages::end_turn(Exchange& exchange) noexcept { exchange.state().page.turn.reset(); }

bool StoredPages::find_inside(Exchange& exchange) noexcept {
  RequestPage& page = exchange.state().page;
  page.found = find(exchange);
  if (page.found == nullptr && !find_in_turn(exchange)) return false;
  fill_in(exchange.response, *page.found);
  return true;
}

void StoredPages::keep_inside(Exchange& exchange) noexcept {
  RequestState& state = exchange.state();
  // Such a function is for this request, and no later one would have it.
  if (!state.after_this_request.empty()) {
    state.page.reads->refuse("the view has added an after_this_request function");
  }
  if (!objection_to(exchange).empty()) return;
  set_cache_control(exchange.response, *state.page.reads, *state.route->page);
  keep(exchange);
  end_turn(exchange);
}

void StoredPages::keep(Exchange& exchange) noexcept {
  RequestState& state = exchange.state();
  const pages::Reads& reads = *state.page.reads;
  const std::int64_t age = state.route->page->age.count();
  if (reads.is_refused()) return store_.count_refused();
  if (!objection_to(exchange).empty() || age <= 0) return;
  auto page = std::make_shared<pages::Page>();
  page->fields = exchange.response.fields;
  page->body = exchange.response.body.bytes();
  page->number = reads.number();
  page->generation = state.generation->number();
  page->made = reads.time();
  page->age = age;
  page->tags = reads.tags();
  store_.put(state.page.base, reads.all(), std::move(page));
  if (state.page.turn) state.page.turn->set_stored();
}

void StoredPages::finish(Exchange& exchange, bool is_made) noexcept {
  RequestState& state = exchange.state();
  http::Response& response = exchange.response;
  const pages::Reads& reads = *state.page.reads;
  if (response.status == 200 || reads.is_personal()) {
    set_cache_control(response, reads, *state.route->page);
  }
  state.page.is_recorded = false;
  if (response.status != 200 || response.body.stream() != nullptr || !is_made) return;
  if (!reads.is_refused()) {
    add_etag(response, false);
    set_field(response, "Accept-Ranges", "bytes");
    if (state.page.is_whole) keep(exchange);
  } else if (state.page.is_whole) {
    store_.count_refused();
  }
  make_conditional(exchange, true);
}

void StoredPages::depends_on(Exchange& exchange, pages::TagPointer tag) {
  RequestPage& page = exchange.state().page;
  if (page.is_recorded) page.reads->depends_on(std::move(tag));
}

}  // namespace carboy::core::app
