// Bodies of <carboy/service.h>, and the checks of interfaces and providers.
#pragma once

#include <carboy/service.h>

#include <concepts>
#include <string_view>

namespace carboy {

inline TextSink into(std::string& text) {
  const auto append = [](void* self, Text piece) noexcept {
    static_cast<std::string*>(self)->append(piece.data, piece.size);
  };
  return {append, &text};
}

namespace detail {

template <class S>
concept HasInterface = requires {
  typename S::Interface;
};
template <class S>
concept HasApi = HasInterface<S> && requires {
  typename S::Api;
};

// What crosses for service S, and what users see of it: S itself; S::Interface, if one interface
// has several ids; or S::Api over S::Interface.
template <class S>
struct ApiOf {
  using Interface = S;
  static S* make(S* object, const Handle<S>&) { return object; }
};
template <HasInterface S>
struct ApiOf<S> {
  using Interface = typename S::Interface;
  static Interface* make(Interface* object, const Handle<S>&) { return object; }
};
template <HasApi S>
struct ApiOf<S> {
  using Interface = typename S::Interface;
  struct Arrow {
    typename S::Api api;
    typename S::Api* operator->() { return &api; }
  };
  // What the Api returns keeps the handle and never the pointer: see Handle.
  static Arrow make(Interface* object, const Handle<S>& handle) {
    return {typename S::Api(object, handle)};
  }
};

template <class S>
constexpr Multiplicity multiplicity_of() {
  if constexpr (requires { S::multiplicity; }) {
    return S::multiplicity;
  } else {
    return Multiplicity::one;
  }
}
template <class S>
constexpr OnFailure on_failure_of() {
  if constexpr (requires { S::on_failure; }) {
    return S::on_failure;
  } else {
    return OnFailure::skip;
  }
}

template <class S>
constexpr bool check_single() {
  static_assert(detail::multiplicity_of<S>() == Multiplicity::one,
                "service_has_many_providers: app.services<S>() returns a handle of all of them");
  return detail::multiplicity_of<S>() == Multiplicity::one;
}
template <class S>
constexpr bool check_many() {
  static_assert(
      detail::multiplicity_of<S>() == Multiplicity::many,
      "service_has_one_provider: app.service<S>() returns its handle; a service with many "
      "has static constexpr auto multiplicity = carboy::many");
  return detail::multiplicity_of<S>() == Multiplicity::many;
}

template <class S>
constexpr bool check_service() {
  static_assert(
      requires { static_cast<const ServiceId&>(S::id); },
      "service_has_no_id: write static constexpr carboy::ServiceId id{\"name.Of\", 1, 0}");
  using Interface = typename ApiOf<S>::Interface;
  static_assert(std::derived_from<Interface, Service> && std::is_abstract_v<Interface>,
                "service_is_no_interface: it derives from carboy::Service and has pure virtual "
                "noexcept functions only");
  static_assert(!std::has_virtual_destructor_v<Interface>,
                "service_has_a_virtual_destructor: objects are never deleted through it; make the "
                "destructor protected and not virtual");
  return true;
}

template <class S, class T>
constexpr bool check_provided() {
  static_assert(detail::check_service<S>());
  static_assert(std::derived_from<T, typename ApiOf<S>::Interface>,
                "provided_object_does_not_implement_the_service: its class derives publicly from "
                "the interface");
  return std::derived_from<T, typename ApiOf<S>::Interface>;
}

template <class S, class T>
void* as_interface(T* object) {
  return static_cast<typename ApiOf<S>::Interface*>(object);
}

}  // namespace detail

template <class S>
Use<S>::Use(const Handle<S>& handle)
    : handle_(handle), pin_(handle.slot()->pin(S::id.minor_version)) {}

inline UnitOfWork::UnitOfWork() : token_(detail::host->begin_unit()) {}
inline UnitOfWork::~UnitOfWork() { detail::host->end_unit(token_); }

template <class S>
Use<S>::~Use() {
  // A provider that a unit of work keeps has the token 0.
  if (pin_.token != 0) handle_.slot()->unpin(pin_.token);
}

template <class S>
auto Use<S>::operator->() const {
  if (pin_.object == nullptr) {
    throw ServiceUnavailable("No enabled extension provides the service " +
                             std::string(std::string_view(S::id.name)) + " at the moment.");
  }
  using Api = detail::ApiOf<S>;
  return Api::make(static_cast<typename Api::Interface*>(pin_.object), handle_);
}

}  // namespace carboy
