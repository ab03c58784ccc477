// Services that many extensions provide: cards of a page, checks, transports. The owner of the
// service iterates over them and keeps no list; a provider leaves the list when its extension stops.
//
//   auto cards = app.services<Card>();                     // in init_app, and kept
//   cards.use().each([&](auto card) { return card->render(carboy::into(html)); });
//
// Anyone whose manifest says "contributes": {"admin.Card": "1.0"} can provide one; the extension
// that owns the id may be absent:
//
//   app.provide<Card>(std::make_shared<SalesToday>(), {.priority = 10});
//
// A request sees the providers that were there when it began, until it ends. Outside of a unit of
// work (see <carboy/service.h>) use() returns those of now; in a function of
// App::before_publish, those of what is about to be published.
//
// Thread rule: a Services may be copied, kept and used from any thread. A Providers and what it
// returns belong to one thread. The functions of a provider are called by many threads at once.
#pragma once

#include <carboy/abi/host.h>
#include <carboy/error.h>
#include <carboy/service.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace carboy {

// How App::provide() provides an object.
struct ProvideOptions {
  // For a service with many providers: those of higher priority come first, and among equals those
  // of the extension that app.toml names first.
  int priority = 0;
};

// One provider. Valid as long as the Providers that it came from.
template <class S>
class ProviderRef {
 public:
  using Interface = typename detail::ApiOf<S>::Interface;
  explicit ProviderRef(const abi::Provider& provider) : provider_(&provider) {}

  Interface* operator->() const noexcept { return static_cast<Interface*>(provider_->object); }
  Interface& operator*() const noexcept { return *operator->(); }

  // Returns the name of the extension that provides it.
  std::string_view extension() const noexcept { return provider_->extension; }
  int priority() const noexcept { return provider_->priority; }
  // Returns the provider as `Later`, which is derived from S and has functions of a later minor
  // version; null if the provider was compiled with an older one.
  //
  //   if (auto* with_icon = card.template as<CardWithIcon>()) draw(with_icon->icon());
  template <class Later>
  Later* as() const noexcept;

 private:
  const abi::Provider* provider_;
};

// The providers of a service at one moment. None of them is unloaded while this object exists.
template <class S>
class Providers {
 public:
  class Iterator;
  // Services::use() makes these.
  explicit Providers(abi::ServiceSet* set) : set_(set), list_(set->pin()) {}
  ~Providers() { set_->unpin(list_.token); }
  Providers(const Providers&) = delete;
  Providers& operator=(const Providers&) = delete;

  // Iterate in order. A provider that was compiled with an older minor version than S is left out.
  Iterator begin() const;
  Iterator end() const;
  // Returns the number of providers.
  std::size_t size() const;
  // Identifies this list: a list with other providers has another number. An index that is made of
  // a list is valid as long as the version is the same; copy the data into the index, since the
  // providers may leave.
  std::uint64_t version() const noexcept { return list_.version; }

  // Calls f(ProviderRef<S>) for each provider. If it returns a Status that is no success, or
  // throws, the failure is logged in the name of the provider's extension and counted. Then the
  // next one follows, or, if the service says `on_failure = carboy::refuse`, the failure is thrown.
  // Returns whether none has failed.
  template <class F>
  bool each(F f) const;

 private:
  bool fits(std::size_t index) const noexcept {
    return list_.items[index].minor_version >= S::id.minor_version;
  }

  abi::ServiceSet* set_;
  abi::ProviderList list_;
};

// The providers of a service, as their owner holds them.
template <class S>
class Services {
 public:
  explicit Services(abi::ServiceSet* set) : set_(set) {}
  // Returns the providers of this moment.
  Providers<S> use() const { return Providers<S>(set_); }

 private:
  abi::ServiceSet* set_;
};

}  // namespace carboy

#include <carboy/detail/providers.ipp>
