// Bodies of <carboy/signal.h>, and how arguments cross.
#pragma once

#include <carboy/abi/registrar.h>
#include <carboy/detail/checked_callback.h>
#include <carboy/signal.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

namespace carboy {

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

// "text,i64", for example: the signature that both ends of a signal must agree on.
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

// Holds an error during the call of a slot.
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

template <class... Arguments>
struct Slot {
  using Callback = abi::SlotCallback;

  template <class F>
  static constexpr bool fits() {
    constexpr bool yes = std::invocable<F&, Arguments...>;
    static_assert(yes,
                  "slot_does_not_take_what_the_signal_carries: its parameters are the signal's");
    return yes && (Crossable<Arguments> && ...);
  }

  template <class F>
  static Status call(void* self, const abi::Argument* arguments, size_t count) noexcept {
    return carboy::guarded([&] {
      if (count != sizeof...(Arguments)) {
        throw Error(Error::id, 500, "A signal came with another signature.");
      }
      [[maybe_unused]] LocalArena arena;
      [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        (*static_cast<F*>(self))(
            static_cast<Arguments>(detail::from_argument<Arguments>(arguments[Index], &arena))...);
      }
      (std::index_sequence_for<Arguments...>());
    });
  }
};

}  // namespace detail

template <class... Arguments>
void Emitter<Arguments...>::operator()(detail::Emitted<Arguments>... arguments) const {
  if (!has_slots()) return;
  const abi::Argument crossing[sizeof...(Arguments) + 1] = {
      detail::to_argument<Arguments>(arguments)...};
  signal_->emit(crossing, sizeof...(Arguments));
}

}  // namespace carboy
