// The types that a signal may carry.
#pragma once

#include <carboy/abi/value.h>
#include <carboy/error.h>

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace carboy {

class Request;
class Response;
class Value;

namespace detail {

template <class T>
concept SignalNumber =
    std::same_as<T, std::int64_t> || std::same_as<T, double> || std::same_as<T, bool>;
template <class T>
concept SignalRequest = std::same_as<T, const Request&>;
template <class T>
concept SignalResponse = std::same_as<T, const Response&>;
// It is a pointer if there may be no error.
template <class T>
concept SignalError =
    std::same_as<T, const ReceivedError&> || std::same_as<T, const ReceivedError*>;

// What a signal may carry: only what can cross to a library that was built with other flags.
template <class T>
concept Crossable =
    SignalNumber<T> || std::same_as<T, std::string_view> || std::same_as<T, Value> ||
    std::same_as<T, abi::Value> || SignalRequest<T> || SignalResponse<T> || SignalError<T>;

template <class T>
struct SignalArgument {
  static_assert(Crossable<T>,
                "signal_argument_cannot_cross: a signal carries std::int64_t, double, bool, "
                "std::string_view, carboy::Value, const carboy::Request& and, from the host, const "
                "carboy::Response& and const carboy::ReceivedError&, which any two builds lay out "
                "alike");
  static constexpr bool ok = Crossable<T>;
};

// What the emitter is given for an argument.
template <class T>
using Emitted = std::conditional_t<std::same_as<T, Value>, abi::Value, T>;

}  // namespace detail
}  // namespace carboy
