// Signals: an extension or the host announces that something happened, and the functions that are
// subscribed to it, its slots, run at once (Flask's signals).
//
// A public header declares the signal:
//
//   inline constexpr carboy::Signal<std::string_view, std::int64_t> entry_added{
//       "guestbook.entry_added"};
//
// Any extension subscribes to it in its init_app:
//
//   app.on(entry_added, [](std::string_view name, std::int64_t id) { ... });
//
// and its owner emits it:
//
//   auto added = app.signal(entry_added);     // in init_app
//   added("Ada", 7);                          // at any time afterwards
//
// Thread rule: an Emitter may be copied, kept and called from any thread. The slots run on that
// thread, and at the same time on others if several threads emit. Their arguments are borrowed
// until they return.
#pragma once

#include <carboy/abi/host.h>
#include <carboy/detail/signal.h>
#include <carboy/request.h>
#include <carboy/response.h>
#include <carboy/value.h>

#include <string_view>

namespace carboy {

// A signal by name, with the types it carries: std::int64_t, double, bool, std::string_view,
// carboy::Value and const carboy::Request&. Signals of the host may also carry const
// carboy::Response&, const carboy::ReceivedError& and, if there may be no error, a pointer to one.
// Any two builds lay these out alike; other types do not compile.
template <class... Arguments>
struct Signal {
  static_assert((detail::SignalArgument<Arguments>::ok && ...));
  std::string_view name;
};

// The signals of the host, in the order in which a request emits them. They have the names and
// meanings of Flask's.
namespace signals {

// The app context of a request begins.
inline constexpr Signal<const Request&> appcontext_pushed{"carboy.appcontext_pushed"};
// The request begins, before its hooks run.
inline constexpr Signal<const Request&> request_started{"carboy.request_started"};
// A view or hook threw an error that no error handler answered.
inline constexpr Signal<const Request&, const ReceivedError&> got_request_exception{
    "carboy.got_request_exception"};
// The response is complete, and the after_request functions have run.
inline constexpr Signal<const Request&, const Response&> request_finished{
    "carboy.request_finished"};
// The teardown_request functions have run. The error is null if the request ended without one.
inline constexpr Signal<const Request&, const ReceivedError*> request_tearing_down{
    "carboy.request_tearing_down"};
// The same for the teardown_app functions.
inline constexpr Signal<const Request&, const ReceivedError*> appcontext_tearing_down{
    "carboy.appcontext_tearing_down"};
// The app context of the request has ended.
inline constexpr Signal<const Request&> appcontext_popped{"carboy.appcontext_popped"};

}  // namespace signals

// Emits one signal. App::signal() makes it.
template <class... Arguments>
class Emitter {
 public:
  explicit Emitter(abi::Signal* signal) : slots_(signal->slot_count()), signal_(signal) {}

  // Returns whether any slot is subscribed, so that costly arguments need not be made in vain.
  bool has_slots() const noexcept { return __atomic_load_n(slots_, __ATOMIC_ACQUIRE) != 0; }
  // Calls the slots, those of higher priority first, and returns when all have returned. A slot
  // that throws is logged, and the others run. The call costs one atomic load if there are no
  // slots. For a carboy::Value pass carboy::value_of(object).
  void operator()(detail::Emitted<Arguments>... arguments) const;

 private:
  const uint32_t* slots_;
  abi::Signal* signal_;
};

}  // namespace carboy

#include <carboy/detail/signal.ipp>
