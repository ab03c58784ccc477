// Services: interfaces that one extension provides and others use.
//
// Thread rule: a Handle may be copied, kept for ever and used from any thread. It never dangles: it
// finds the provider anew at each use, and the provider cannot leave while it is being used.
#pragma once

#include <carboy/abi/host.h>
#include <carboy/error.h>

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy {

template <class S>
class Handle;

// Where a function of a service writes its text to: entries->latest(carboy::into(text)).
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
  typename S::Face;
};

// What crosses for service S, and what authors see of it: S itself; S::Interface, where one
// interface is offered under several ids; or S::Face over S::Interface.
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
    typename S::Face face;
    typename S::Face* operator->() { return &face; }
  };
  // What the face returns keeps the handle, never the pointer: see Handle.
  static Arrow make(Interface* object, const Handle<S>& handle) {
    return {typename S::Face(object, handle)};
  }
};

template <class S>
constexpr bool check_service() {
  static_assert(
      requires { static_cast<const ServiceId&>(S::id); },
      "service_has_no_id: it says static constexpr carboy::ServiceId id{\"name.Of\", 1, 0}");
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

// A provider pinned while this lives; keep it as short as the call.
template <class S>
class Use {
 public:
  explicit Use(const Handle<S>& handle)
      : handle_(handle), pin_(handle.slot()->pin(S::id.minor_version)) {}
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  ~Use() {
    if (pin_.object != nullptr) handle_.slot()->unpin(pin_.token);
  }
  explicit operator bool() const noexcept { return pin_.object != nullptr; }
  // Throws ServiceNotThere when there is none.
  auto operator->() const {
    if (pin_.object == nullptr) {
      throw ServiceNotThere("The service " + std::string(std::string_view(S::id.name)) +
                            " is not there.");
    }
    using Face = detail::ApiOf<S>;
    return Face::make(static_cast<typename Face::Interface*>(pin_.object), handle_);
  }

 private:
  Handle<S> handle_;
  abi::Pin pin_;
};

template <class S>
class Handle {
 public:
  explicit Handle(abi::ServiceSlot* slot) : slot_(slot) {}

  // For a service that may be absent: `if (auto use = handle.use()) use->count();`
  Use<S> use() const { return Use<S>(*this); }
  // For one that is required. Throws ServiceNotThere while the provider is gone (a 503 with
  // Retry-After from a view). Pins for the expression: `handle->count()`.
  Use<S> operator->() const { return Use<S>(*this); }
  abi::ServiceSlot* slot() const noexcept { return slot_; }

 private:
  abi::ServiceSlot* slot_;
};

}  // namespace carboy
