// Services: interfaces that one extension provides and others use.
//
// An interface derives from carboy::Service. It has an id with a version and pure virtual noexcept
// functions, whose parameters and results are numbers, Text, TextSink and the like: nothing of the
// standard library crosses. The provider's public header has it:
//
//   struct Entries : carboy::Service {
//     static constexpr carboy::ServiceId id{"guestbook.Entries", 1, 0};
//     virtual std::uint64_t count() noexcept = 0;
//     virtual carboy::Status latest(carboy::TextSink out) noexcept = 0;
//
//    protected:
//     ~Entries() = default;
//   };
//
// Later minor versions add functions at the end. The provider calls App::provide<Entries>(), and
// users call App::service<Entries>() or App::find_service<Entries>().
//
// Thread rule: a Handle may be copied, kept and used from any thread. It never dangles: it finds
// the provider anew at each use, and the provider stays loaded while it is used. A Use belongs to
// one thread. The functions of a service are called by many threads at once.
#pragma once

#include <carboy/abi/host.h>
#include <carboy/error.h>

#include <string>
#include <type_traits>

namespace carboy {

// Returns a sink that appends to `text`, for a function that writes text:
//
//   std::string text;
//   carboy::check(entries->latest(carboy::into(text)));
TextSink into(std::string& text);

template <class S>
class Handle;

// A provider that cannot be unloaded while this object exists. Keep it as short as the call, since
// a swap of the provider waits for it.
template <class S>
class Use {
 public:
  // Handle::use() makes these.
  explicit Use(const Handle<S>& handle);
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  ~Use();

  // Returns whether there is a provider.
  explicit operator bool() const noexcept { return pin_.object != nullptr; }
  // Returns the provider's object. Throws ServiceUnavailable if there is no provider.
  auto operator->() const;

 private:
  Handle<S> handle_;
  abi::Pin pin_;
};

// A service as its users hold it. S is the interface, or a typed API over it: a struct with an
// `id`, an `Interface` that crosses, and a class `Api` whose constructor takes (Interface*,
// Handle<S>) and whose functions users then call. An Api may use types of the standard library,
// since it is compiled into the user.
//
//   struct Book {
//     using Interface = Entries;
//     static constexpr carboy::ServiceId id = Entries::id;
//     class Api {
//      public:
//       Api(Entries* entries, carboy::Handle<Book> handle);
//       std::string latest() const;
//     };
//   };
template <class S>
class Handle {
 public:
  explicit Handle(abi::ServiceRef* slot) : slot_(slot) {}

  // For a service that may be absent: if (auto use = entries.use()) use->count();
  Use<S> use() const { return Use<S>(*this); }
  // For a service that the manifest requires: entries->count(). The provider stays loaded until the
  // end of the expression. Throws ServiceUnavailable while the provider is gone.
  Use<S> operator->() const { return Use<S>(*this); }

  abi::ServiceRef* slot() const noexcept { return slot_; }

 private:
  abi::ServiceRef* slot_;
};

}  // namespace carboy

#include <carboy/detail/service.ipp>
