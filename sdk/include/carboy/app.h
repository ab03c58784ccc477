// The app as an extension sees it while it registers itself: routes, hooks, error handlers,
// signals, services, commands, timers. Everything registered is undone when the extension stops.
//
// Thread rule: App and Blueprint are to be used inside init_app only, on the thread that runs it.
// What they return (handles, emitters, state) may be kept and used from any thread.
#pragma once

#include <carboy/abi/extension.h>
#include <carboy/blueprint.h>
#include <carboy/config.h>
#include <carboy/detail/converter.h>
#include <carboy/detail/duration.h>
#include <carboy/error.h>
#include <carboy/service.h>
#include <carboy/signal.h>
#include <carboy/value.h>
#include <carboy/wrapper.h>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy {

// Tells background work when to end.
class StopToken {
 public:
  explicit StopToken(abi::StopToken* token) : token_(token) {}
  bool stop_requested() const { return token_->stop_requested(); }
  // Waits; true when a stop was requested, false when the time is over.
  bool wait_for(std::chrono::nanoseconds time) const { return token_->wait(time.count()); }

 private:
  abi::StopToken* token_;
};

// One run of a command.
class Cli {
 public:
  explicit Cli(abi::Cli* cli) : cli_(cli) {}
  std::size_t size() const { return cli_->argument_count(); }
  std::string_view argument(std::size_t index) const { return cli_->argument(index); }
  void print(std::string_view line) { cli_->print(line); }
  void print_error(std::string_view line) { cli_->print_error(line); }

 private:
  abi::Cli* cli_;
};

namespace detail {

template <class F>
Status call_task(void* self) noexcept {
  return carboy::guarded([&] { (*static_cast<F*>(self))(); });
}
template <class F>
Status call_command(void* self, abi::Cli* cli) noexcept {
  return carboy::guarded([&] {
    Cli face(cli);
    (*static_cast<F*>(self))(face);
  });
}
template <class F>
Status call_background(void* self, abi::StopToken* token) noexcept {
  return carboy::guarded([&] { (*static_cast<F*>(self))(StopToken(token)); });
}

template <class F>
constexpr bool check_task() {
  static_assert(std::invocable<F&>,
                "task_takes_parameters_it_is_not_given: every() and at_stop() call it with none");
  return std::invocable<F&>;
}

// A pointer that owns, such as std::unique_ptr; <memory> is slow to include.
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

}  // namespace detail

class App : public Blueprint<> {
 public:
  App(abi::Registrar* registrar, abi::Arena* arena)
      : Blueprint<>(registrar->app()), registrar_(registrar), arena_(arena) {}

  using Blueprint<>::blueprint;
  // A blueprint whose prefix has parameters: app.blueprint<"/users/<int:user>">("user").
  template <detail::FixedText Prefix>
  Blueprint<Prefix> blueprint(std::string_view name) {
    static_assert(Prefix.view().starts_with('/'),
                  "rule_must_begin_with_a_slash: a prefix does, too");
    return Blueprint<Prefix>(detail::checked(registrar_->app()->blueprint(name, Prefix.view())));
  }

  Config config() const { return Config(Value(registrar_->config(), arena_)); }
  State state() const { return State(detail::host->state()); }

  // A service that the manifest requires: its provider is there when the app starts.
  template <class S>
  Handle<S> service() {
    static_assert(detail::check_service<S>());
    return Handle<S>(detail::checked(detail::host->service(S::id, true)));
  }
  // A service that may be there or come later.
  template <class S>
  Handle<S> find_service() {
    static_assert(detail::check_service<S>());
    return Handle<S>(detail::checked(detail::host->service(S::id, false)));
  }
  // Provides an object that lives until the extension is unloaded (a static one).
  template <class S, class T>
  requires(!detail::Owning<T> && !detail::Sharing<T>) void provide(T& object) {
    if constexpr (detail::check_provided<S, T>()) {
      carboy::check(registrar_->provide(S::id, detail::as_interface<S>(&object), nullptr));
    }
  }
  // Provides an object the host keeps until nobody can reach it any more: std::make_unique<T>(...).
  template <class S, detail::Owning Pointer>
  void provide(Pointer object) {
    using T = typename Pointer::element_type;
    if constexpr (detail::check_provided<S, T>()) {
      carboy::check(registrar_->provide(
          S::id, detail::as_interface<S>(object.release()), [](void* dead) noexcept {
            delete static_cast<T*>(static_cast<typename detail::ApiOf<S>::Interface*>(dead));
          }));
    }
  }
  // Provides an object that the extension uses, too: a std::shared_ptr.
  template <class S, detail::Sharing Pointer>
  void provide(Pointer object) {
    if constexpr (detail::check_provided<S, typename Pointer::element_type>()) {
      provide<S>(*object);
      at_stop([object] {});  // such a callback is kept until nobody can reach the service any more
    }
  }
  // Provides what routes name with `.with(wrapper)`: f(request, response, options, next) -> Status.
  template <class F>
  void provide_wrapper(const Wrapper& wrapper, F f) {
    if constexpr (detail::check_wrapper<F>()) {
      auto* made = new detail::WrapperOf<F>(std::move(f));
      carboy::check(registrar_->provide(
          wrapper.id, static_cast<abi::RouteWrapper*>(made), [](void* dead) noexcept {
            delete static_cast<detail::WrapperOf<F>*>(static_cast<abi::RouteWrapper*>(dead));
          }));
    }
  }

  // Calls slot with what is emitted. Higher priorities first, then the order of registration.
  template <class... A, class F>
  void on(const Signal<A...>& signal, F slot, int priority = 0) {
    if constexpr (detail::check_slot<F, A...>()) {
      carboy::check(registrar_->subscribe(
          signal.name, detail::signature_text<A...>.view(), priority,
          detail::callback<abi::SlotCallback>(&detail::call_slot<F, A...>, std::move(slot))));
    }
  }
  // What emits a signal.
  template <class... A>
  Emitter<A...> signal(const Signal<A...>& signal) {
    return Emitter<A...>(
        detail::checked(detail::host->signal(signal.name, detail::signature_text<A...>.view())));
  }

  // When the context of a request ends, behind all of its teardown, latest registered first:
  // f(const ReceivedError*), or without parameters.
  template <class F>
  Hook teardown_app(F f) {
    constexpr bool fits = detail::ResultOfSome<F, Request, const ReceivedError* const>::is_callable;
    static_assert(fits,
                  "hook_takes_parameters_it_is_not_given: teardown_app gives (const "
                  "carboy::ReceivedError*), or nothing");
    if constexpr (fits) {
      carboy::check(registrar_->teardown_app(
          detail::callback<abi::TeardownCallback>(&detail::call_teardown<F>, std::move(f))));
      return Hook(registrar_->app()->last_hook());
    } else {
      return Hook(nullptr);
    }
  }
  // Makes `<name:parameter>` known to the rules of all extensions: app.converter("year",
  // "[12]..."), where the expression (PCRE2's) is of the whole value; with a slash in it, the value
  // may span parts of the path. A lower weight is tried first: numbers have 50, text 100, path 200.
  void converter(std::string_view name, std::string_view regex, int weight = 100) {
    converter(name, regex, NoFunction(), NoFunction(), weight);
  }
  // accepts, bool(std::string_view): false is a 404, once the rule was chosen. to_url,
  // std::string(std::string_view): what stands in a URL for a value, not yet percent-encoded. Many
  // threads call them at once.
  template <class Accepts, class ToUrl = NoFunction>
  requires(!std::integral<Accepts>) void converter(std::string_view name, std::string_view regex,
                                                   Accepts accepts, ToUrl to_url = {},
                                                   int weight = 100) {
    const abi::ConverterOptions options =
        detail::converter_options(regex, weight, std::move(accepts), std::move(to_url));
    carboy::check(registrar_->converter(name, &options));
  }

  // A command of `carboy`: name is one or several words.
  template <class F>
  void command(std::string_view name, std::string_view help, F run) {
    static_assert(std::invocable<F&, Cli&>,
                  "command_does_not_take_a_carboy_Cli: it is called with (carboy::Cli&)");
    if constexpr (std::invocable<F&, Cli&>) {
      carboy::check(registrar_->command(
          name, help,
          detail::callback<abi::CommandCallback>(&detail::call_command<F>, std::move(run))));
    }
  }
  // Runs task again and again from when the extension serves, on a worker; never twice at once.
  template <class F>
  void every(std::chrono::nanoseconds period, F task) {
    if constexpr (detail::check_task<F>()) {
      carboy::check(registrar_->every(period.count(), detail::callback<abi::TaskCallback>(
                                                          &detail::call_task<F>, std::move(task))));
    }
  }
  // Runs work on a thread of its own from when the extension serves. It ends when the token says
  // so: an extension whose work does not end is retired instead of unloaded.
  template <class F>
  void background(std::string_view name, F work) {
    static_assert(
        std::invocable<F&, StopToken>,
        "background_work_does_not_take_a_carboy_StopToken: it has to end when that says so");
    if constexpr (std::invocable<F&, StopToken>) {
      carboy::check(registrar_->background(
          name,
          detail::callback<abi::BackgroundCallback>(&detail::call_background<F>, std::move(work))));
    }
  }
  // Called first when the extension stops, when no request is inside it any more.
  template <class F>
  void at_stop(F f) {
    if constexpr (detail::check_task<F>()) {
      carboy::check(registrar_->at_stop(
          detail::callback<abi::TaskCallback>(&detail::call_task<F>, std::move(f))));
    }
  }

 private:
  abi::Registrar* registrar_;
  abi::Arena* arena_;
};

namespace detail {

template <auto Init>
class ExtensionOf final : public abi::Extension {
 public:
  static_assert(std::invocable<decltype(Init), App&>,
                "init_app_does_not_take_a_carboy_App: write void init_app(carboy::App& app)");

  uint32_t sdk() noexcept override { return abi::kSdkMajor << 16 | abi::kSdkMinor; }
  Status start(abi::Host* serving, abi::Registrar* registrar) noexcept override {
    host = serving;
    return carboy::guarded([&] {
      LocalArena arena;
      App app(registrar, &arena);
      if constexpr (std::invocable<decltype(Init), App&>) Init(app);
    });
  }
  void stop() noexcept override {}
};

}  // namespace detail
}  // namespace carboy

// Makes a library an extension: CARBOY_EXTENSION(init_app), once, at namespace scope.
#define CARBOY_EXTENSION(init)                                                \
  extern "C" __attribute__((visibility("default"))) ::carboy::abi::Extension* \
  carboy_extension() noexcept {                                               \
    static constinit ::carboy::detail::ExtensionOf<init> extension;           \
    return &extension;                                                        \
  }
