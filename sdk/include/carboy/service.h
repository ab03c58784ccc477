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
// users call App::service<Entries>() or App::find_service<Entries>(). <carboy/providers.h> has
// services with many providers.
//
// A request with its stream, one run of a timer and a command are units of work. Each sees one
// version of each service: the provider that it has used first stays until it ends, even if a new
// version replaces it meanwhile. UnitOfWork makes one on a thread of background work.
//
// Thread rule: a Handle may be copied, kept and used from any thread. It never dangles: it finds
// the provider anew at each use, and the provider stays loaded while it is used. A Use belongs to
// one thread. The functions of a service are called by many threads at once.
#pragma once

#include <carboy/abi/host.h>
#include <carboy/error.h>

#include <cstdint>
#include <string>
#include <type_traits>

namespace carboy {

// Whether a service has one provider or many. An interface that can be provided any number of times
// says so:
//
//   struct Card : carboy::Service {
//     static constexpr carboy::ServiceId id{"admin.Card", 1, 0};
//     static constexpr auto multiplicity = carboy::many;
//     ...
//   };
enum class Multiplicity : bool { one, many };
inline constexpr Multiplicity many = Multiplicity::many;

// What Providers::each() does when a provider fails: it goes on with the next one, or throws. An
// interface whose providers decide something says so:
//
//     static constexpr auto on_failure = carboy::refuse;
enum class OnFailure : bool { skip, refuse };
inline constexpr OnFailure skip = OnFailure::skip;
inline constexpr OnFailure refuse = OnFailure::refuse;

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

// A unit of work on a thread of background work, as long as this object exists. Inside another unit
// it has no effect. Keep it short, since a swap of a provider that it has used waits for its end.
//
//   app.background("sweeper", [=](carboy::StopToken token) {
//     while (!token.wait_for(1min)) {
//       carboy::UnitOfWork unit;
//       auto transaction = db->transaction();
//       ...
//     }
//   });
class UnitOfWork {
 public:
  UnitOfWork();
  UnitOfWork(const UnitOfWork&) = delete;
  UnitOfWork& operator=(const UnitOfWork&) = delete;
  ~UnitOfWork();

 private:
  std::uint64_t token_;
};

}  // namespace carboy

#include <carboy/detail/service.ipp>
