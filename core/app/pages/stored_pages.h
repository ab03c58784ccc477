// The pages of routes with a page policy: looks them up, stores them, and tells clients how to keep
// them.
//
// There are two ways. If everything around a view is cacheable and nothing has to run for a stored
// page, then the response is stored after all hooks, and a stored page is the whole answer, given
// on the event loop. Otherwise the response is stored where the page wrapper stands, before the
// after_request functions, and for a stored page all hooks and the wrappers outside of it run on a
// worker.
//
// If several requests ask for a page that is not stored, one makes it and the others wait on their
// workers, for a limited time.
//
// Thread rule: every function may be called from any thread, for different exchanges at once.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/app/clock.h"
#include "core/app/exchange.h"
#include "core/app/request_state.h"
#include "core/pages/page_store.h"
#include "core/pages/page_turns.h"

namespace carboy::core::app {

class StoredPages {
 public:
  // Without a clock it is the system's. In debug mode nothing is stored.
  StoredPages(std::size_t memory, const Clock* clock, bool is_debug)
      : store_(memory), clock_(clock), is_on_(!is_debug && memory > 0) {}

  // Begins to record what is read, if the route has a page policy and the request could be answered
  // by a stored page. `are_hooks_cacheable` means that hooks need not run for one. Returns whether
  // a stored page is the whole answer; then answer() gives it. REQUIRES: find_route() was called.
  bool prepare(Exchange& exchange, bool are_hooks_cacheable) noexcept;
  void answer(Exchange& exchange) const noexcept;

  // Called before a request that prepare() has recorded is answered. If another request makes the
  // page, waits for that, unless the thread must not wait. Returns whether a stored page is the
  // whole answer now; then answer() gives it.
  bool wait_for_whole(Exchange& exchange) noexcept;
  // Lets the requests go on that wait for the page.
  static void end_turn(Exchange& exchange) noexcept;

  // Both are called where the page wrapper stands. The first returns whether a stored page has
  // filled in the response; after the view, the second stores it.
  bool find_inside(Exchange& exchange) noexcept;
  void keep_inside(Exchange& exchange) noexcept;

  // Called after all hooks of a request that prepare() has recorded. `is_made` tells whether the
  // view or a hook has made the response, rather than an error handler. Stores the response if
  // nothing has yet, sets its header fields, and applies the request's conditions.
  void finish(Exchange& exchange, bool is_made) noexcept;

  // Calls of the current request, if it is recorded.
  static void depends_on(Exchange& exchange, pages::TagPointer tag);

  pages::PageStore& store() noexcept { return store_; }
  const pages::PageStore& store() const noexcept { return store_; }

  // Returns the app's time in nanoseconds since 1970.
  std::int64_t now() const noexcept;

 private:
  void begin(Exchange& exchange) noexcept;
  pages::PagePointer find(Exchange& exchange) noexcept;
  bool find_in_turn(Exchange& exchange) noexcept;
  void keep(Exchange& exchange) noexcept;

  pages::PageStore store_;
  pages::PageTurns turns_;
  const Clock* clock_;
  const bool is_on_;
};

}  // namespace carboy::core::app
