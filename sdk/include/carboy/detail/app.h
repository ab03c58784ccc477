// How an extension provides the objects of its services.
#pragma once

#include <carboy/abi/registrar.h>
#include <carboy/error.h>
#include <carboy/providers.h>
#include <carboy/service.h>

#include <concepts>

namespace carboy::detail {

// A pointer that owns, such as std::unique_ptr. It is not named, since <memory> is slow to include.
template <class T>
concept Owning = requires(T& pointer) {
  typename T::deleter_type;
  { pointer.release() } -> std::same_as<typename T::pointer>;
};
// One of several owners, such as std::shared_ptr.
template <class T>
concept Sharing = requires(T& pointer) {
  typename T::element_type;
  { pointer.use_count() } -> std::convertible_to<long>;
};

// Gives the host an object that crosses; `drop` may be null.
template <class S>
void provide_crossing(abi::Registrar* registrar, void* object, const ProvideOptions& options,
                      void (*drop)(void*) noexcept) {
  if constexpr (detail::multiplicity_of<S>() == Multiplicity::many) {
    carboy::check(registrar->contribute(S::id, options.priority, object, drop));
  } else {
    carboy::check(registrar->provide(S::id, object, drop));
  }
}

template <class S, class T>
void provide_object(abi::Registrar* registrar, T& object, const ProvideOptions& options) {
  if constexpr (detail::check_provided<S, T>()) {
    detail::provide_crossing<S>(registrar, detail::as_interface<S>(&object), options, nullptr);
  }
}

template <class S, Owning Pointer>
void provide_owned(abi::Registrar* registrar, Pointer object, const ProvideOptions& options) {
  using T = typename Pointer::element_type;
  if constexpr (detail::check_provided<S, T>()) {
    detail::provide_crossing<S>(
        registrar, detail::as_interface<S>(object.release()), options, [](void* dead) noexcept {
          delete static_cast<T*>(static_cast<typename ApiOf<S>::Interface*>(dead));
        });
  }
}

}  // namespace carboy::detail
