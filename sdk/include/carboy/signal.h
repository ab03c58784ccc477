// Signals: something happened, and whoever wants to know has a slot.
//
//   inline constexpr carboy::Signal<std::string_view, std::int64_t>
//   entry_added{"guestbook.entry_added"}; app.on(entry_added, [](std::string_view name,
//   std::int64_t id) { ... }); auto added = app.signal(entry_added);   ...   added("Ada", 7);
//
// Thread rule: an Emitter may be copied, kept and called from any thread; slots run on that thread,
// several at once for several emissions. What they are given is borrowed until they return.
#pragma once

#include <carboy/abi/host.h>
#include <carboy/abi/registrar.h>
#include <carboy/error.h>
#include <carboy/request.h>
#include <carboy/response.h>
#include <carboy/value.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy {

namespace detail {
template <class T>
concept SignalNumber =
    std::same_as<T, std::int64_t> || std::same_as<T, double> || std::same_as<T, bool>;
template <class T>
concept SignalRequest = std::same_as<T, const Request&>;
template <class T>
concept SignalResponse = std::same_as<T, const Response&>;
// A pointer where there may be none.
template <class T>
concept SignalError =
    std::same_as<T, const ReceivedError&> || std::same_as<T, const ReceivedError*>;
}  // namespace detail

// What a signal may carry: only what can cross to a library built with other flags. Of the two that
// are structured values, a slot reads a Value; an abi::Value is what it is made of.
template <class T>
concept Crossable = detail::SignalNumber<T> || std::same_as<T, std::string_view> ||
    std::same_as<T, Value> || std::same_as<T, abi::Value> || detail::SignalRequest<T> ||
    detail::SignalResponse<T> || detail::SignalError<T>;

namespace detail {
template <class T>
struct SignalArgument {
  static_assert(Crossable<T>,
                "signal_argument_cannot_cross: a signal carries std::int64_t, double, bool, "
                "std::string_view, carboy::Value, const carboy::Request& and, from the host, const "
                "carboy::Response& and const carboy::ReceivedError&, which any two builds lay out "
                "alike");
  static constexpr bool ok = Crossable<T>;
};
}  // namespace detail

template <class... Arguments>
struct Signal {
  static_assert((detail::SignalArgument<Arguments>::ok && ...));
  std::string_view name;
};

// The signals of the host, in the order of a request (Flask's signals).
namespace signals {
inline constexpr Signal<const Request&> appcontext_pushed{"carboy.appcontext_pushed"};
inline constexpr Signal<const Request&> request_started{"carboy.request_started"};
// An error that nobody has handled.
inline constexpr Signal<const Request&, const ReceivedError&> got_request_exception{
    "carboy.got_request_exception"};
inline constexpr Signal<const Request&, const Response&> request_finished{
    "carboy.request_finished"};
// The error that the request ended with; null: none.
inline constexpr Signal<const Request&, const ReceivedError*> request_tearing_down{
    "carboy.request_tearing_down"};
inline constexpr Signal<const Request&, const ReceivedError*> appcontext_tearing_down{
    "carboy.appcontext_tearing_down"};
inline constexpr Signal<const Request&> appcontext_popped{"carboy.appcontext_popped"};
}  // namespace signals

namespace detail {

template <class T>
constexpr std::string_view argument_name() {
  if (std::same_as<T, std::int64_t>) return "i64";
  if (std::same_as<T, double>) return "f64";
  if (std::same_as<T, bool>) return "boolean";
  if (std::same_as<T, std::string_view>) return "text";
  if (std::same_as<T, Value> || std::same_as<T, abi::Value>) return "value";
  if (SignalError<T>) return "error";
  return SignalRequest<T> ? "request" : "response";
}

// "text,i64": what both ends of a signal must agree on.
template <class... Arguments>
struct SignatureText {
  static constexpr std::size_t kSize =
      (detail::argument_name<Arguments>().size() + ... + 0) + sizeof...(Arguments);
  char characters[kSize + 1]{};
  std::size_t size = 0;
  consteval SignatureText() { (append(detail::argument_name<Arguments>()), ...); }
  consteval void append(std::string_view name) {
    if (size > 0) characters[size++] = ',';
    for (const char c : name) characters[size++] = c;
  }
  std::string_view view() const { return {characters, size}; }
};
template <class... Arguments>
inline constexpr SignatureText<Arguments...> signature_text;

// What the emitting side gives for an argument.
template <class T>
using Emitted = std::conditional_t<std::same_as<T, Value>, abi::Value, T>;

template <class T>
abi::Argument to_argument(Emitted<T> value) {
  abi::Argument argument;
  if constexpr (std::same_as<T, std::int64_t>) {
    argument.i64 = value;
  } else if constexpr (std::same_as<T, double>) {
    argument.kind = abi::ArgumentKind::f64;
    argument.f64 = value;
  } else if constexpr (std::same_as<T, bool>) {
    argument.kind = abi::ArgumentKind::boolean;
    argument.i64 = value ? 1 : 0;
  } else if constexpr (std::same_as<T, std::string_view>) {
    argument.kind = abi::ArgumentKind::text;
    argument.text = value;
  } else if constexpr (std::same_as<Emitted<T>, abi::Value>) {
    argument.kind = abi::ArgumentKind::value;
    argument.value = value;
  } else {
    static_assert(SignalRequest<T>,
                  "signal_is_emitted_by_the_host_only: it carries a response or an "
                  "error");
    argument.kind = abi::ArgumentKind::request;
    argument.request = value.abi();
  }
  return argument;
}

// An error for the time of a slot's call.
class ErrorArgument {
 public:
  explicit ErrorArgument(const abi::Error* error) {
    if (error != nullptr) error_.emplace(*error);
  }
  operator const ReceivedError*() const { return error_ ? &*error_ : nullptr; }
  operator const ReceivedError&() const { return *error_; }

 private:
  std::optional<ReceivedError> error_;
};

template <class T>
auto from_argument(const abi::Argument& argument, [[maybe_unused]] abi::Arena* arena) {
  if constexpr (std::same_as<T, std::int64_t>) return argument.i64;
  if constexpr (std::same_as<T, double>) return argument.f64;
  if constexpr (std::same_as<T, bool>) return argument.i64 != 0;
  if constexpr (std::same_as<T, std::string_view>) return std::string_view(argument.text);
  if constexpr (std::same_as<T, Value>) return Value(argument.value, arena);
  if constexpr (std::same_as<T, abi::Value>) return argument.value;
  if constexpr (SignalRequest<T>) return Request(argument.request);
  if constexpr (SignalResponse<T>) return Response(argument.response);
  if constexpr (SignalError<T>) return ErrorArgument(argument.error);
}

template <class F, class... Arguments>
constexpr bool check_slot() {
  constexpr bool fits = std::invocable<F&, Arguments...>;
  static_assert(fits,
                "slot_does_not_take_what_the_signal_carries: its parameters are the signal's");
  return fits && (Crossable<Arguments> && ...);
}

template <class F, class... Arguments>
Status call_slot(void* self, const abi::Argument* arguments, size_t count) noexcept {
  return carboy::guarded([&] {
    if (count != sizeof...(Arguments)) {
      throw Error(Error::id, 500, "a signal came with another signature");
    }
    [[maybe_unused]] LocalArena arena;
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
      (*static_cast<F*>(self))(
          static_cast<Arguments>(detail::from_argument<Arguments>(arguments[Index], &arena))...);
    }
    (std::index_sequence_for<Arguments...>());
  });
}

}  // namespace detail

// Emits one signal. Costs one load while nobody has a slot.
template <class... Arguments>
class Emitter {
 public:
  explicit Emitter(abi::Signal* signal) : slots_(signal->slot_count()), signal_(signal) {}

  bool has_slots() const noexcept { return __atomic_load_n(slots_, __ATOMIC_ACQUIRE) != 0; }
  void operator()(detail::Emitted<Arguments>... arguments) const {
    if (!has_slots()) return;
    const abi::Argument crossing[sizeof...(Arguments) + 1] = {
        detail::to_argument<Arguments>(arguments)...};
    signal_->emit(crossing, sizeof...(Arguments));
  }

 private:
  const uint32_t* slots_;
  abi::Signal* signal_;
};

}  // namespace carboy
