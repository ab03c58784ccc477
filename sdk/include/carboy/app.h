// The app as an extension sees it while it registers itself: routes, hooks, error handlers, signals,
// services, commands, timers. Everything registered is undone when the extension stops.
//
// Thread rule: App and Blueprint are to be used inside init_app only, on the thread that runs it.
// What they return (handles, emitters, state) may be kept and used from any thread.
#pragma once

#include <carboy/abi/extension.h>
#include <carboy/log.h>
#include <carboy/service.h>
#include <carboy/signal.h>
#include <carboy/value.h>
#include <carboy/view.h>
#include <carboy/wrapper.h>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace carboy {

// One route, to say more about it: app.get("/", view).endpoint("list").with(login::required);
class Route {
 public:
  explicit Route(abi::Route* route) : route_(route) {}
  // Names it, so that url_for finds it; in a blueprint it becomes `blueprint.name`.
  Route& endpoint(std::string_view name) {
    carboy::check(route_->set_endpoint(name));
    return *this;
  }
  // Runs the view inside a wrapper; the first one given is the outermost.
  Route& with(const Wrapper& wrapper) {
    carboy::check(route_->wrap(wrapper.id, wrapper.options));
    return *this;
  }
  // The view never blocks: it runs on the event loop's thread and must return in microseconds.
  Route& nonblocking() {
    carboy::check(route_->set_nonblocking());
    return *this;
  }

 private:
  abi::Route* route_;
};

namespace detail {

template <class F>
Status call_hook(void* self, abi::Request* request, abi::Response* response) noexcept {
  return carboy::guarded([&]() -> Status {
    F& hook = *static_cast<F*>(self);
    Response attached(response);
    using Result = decltype(detail::call_with_some(hook, Request(request), attached));
    if constexpr (std::is_void_v<Result>) {
      detail::call_with_some(hook, Request(request), attached);
      return Status::ok;
    } else {
      auto result = detail::call_with_some(hook, Request(request), attached);
      if constexpr (requires { result.has_value(); }) {
        if (!result.has_value()) return Status::ok;
        detail::put_result(response, *std::move(result));
      } else {
        detail::put_result(response, std::move(result));
      }
      return Status::answered;
    }
  });
}

template <class F>
Status call_after(void* self, abi::Request* request, abi::Response* response) noexcept {
  return carboy::guarded([&] {
    Response attached(response);
    detail::call_with_some(*static_cast<F*>(self), Request(request), attached);
  });
}

template <class F>
Status call_teardown(void* self, abi::Request* request, const abi::Error* error) noexcept {
  return carboy::guarded([&] {
    std::optional<ReceivedError> received;
    if (error != nullptr) received.emplace(*error);
    const ReceivedError* pointer = received ? &*received : nullptr;
    detail::call_with_some(*static_cast<F*>(self), Request(request), pointer);
  });
}

template <class F>
Status call_error_handler(void* self, abi::Request* request, abi::Response* response,
                          const abi::Error* error) noexcept {
  return carboy::guarded([&] {
    const ReceivedError received(*error);
    detail::put_result(response,
                       detail::call_with_some(*static_cast<F*>(self), Request(request), received));
  });
}

template <class F>
Status call_task(void* self) noexcept {
  return carboy::guarded([&] { (*static_cast<F*>(self))(); });
}

template <class C, class F>
C callback(decltype(C::function) function, F f) {
  return {function, &detail::drop<F>, new F(std::move(f))};
}

}  // namespace detail

// A group of routes below one prefix. The app is the one without prefix and name.
template <detail::FixedText Prefix = "">
class Blueprint {
 public:
  explicit Blueprint(abi::Blueprint* blueprint) : blueprint_(blueprint) {}

  template <class F>
  Route get(Rule<std::type_identity_t<F>, Prefix> rule, F view) {
    return add({"GET"}, rule.text, std::move(view));
  }
  template <class F>
  Route post(Rule<std::type_identity_t<F>, Prefix> rule, F view) {
    return add({"POST"}, rule.text, std::move(view));
  }
  template <class F>
  Route put(Rule<std::type_identity_t<F>, Prefix> rule, F view) {
    return add({"PUT"}, rule.text, std::move(view));
  }
  template <class F>
  Route patch(Rule<std::type_identity_t<F>, Prefix> rule, F view) {
    return add({"PATCH"}, rule.text, std::move(view));
  }
  // `delete` is a keyword.
  template <class F>
  Route del(Rule<std::type_identity_t<F>, Prefix> rule, F view) {
    return add({"DELETE"}, rule.text, std::move(view));
  }
  template <class F>
  Route route(std::initializer_list<std::string_view> methods, Rule<std::type_identity_t<F>, Prefix> rule,
              F view) {
    return add(methods, rule.text, std::move(view));
  }

  // Before each request that comes here, in order of registration. A hook that returns a response
  // (or an optional with one) answers the request itself, and the view is not run.
  template <class F>
  void before_request(F hook) {
    carboy::check(blueprint_->hook(abi::Hook::before_request,
                                   detail::callback<abi::HookCallback>(&detail::call_hook<F>, std::move(hook))));
  }
  // After each request, latest registered first: hook(request, Response&).
  template <class F>
  void after_request(F hook) {
    carboy::check(blueprint_->hook(abi::Hook::after_request,
                                   detail::callback<abi::HookCallback>(&detail::call_after<F>, std::move(hook))));
  }
  // When the request is over, latest registered first: hook(request, const ReceivedError* error).
  template <class F>
  void teardown_request(F hook) {
    carboy::check(blueprint_->teardown(
        detail::callback<abi::TeardownCallback>(&detail::call_teardown<F>, std::move(hook))));
  }
  // Answers for an HTTP status code: handler(request, const ReceivedError&) or less.
  template <class F>
  void error(int code, F handler) {
    carboy::check(blueprint_->error_code(
        code, detail::callback<abi::ErrorCallback>(&detail::call_error_handler<F>, std::move(handler))));
  }
  // Answers for an error by its id, whichever extension it came from, and for those derived from it.
  template <class E, class F>
    requires requires { static_cast<const ErrorId&>(E::id); }
  void error(F handler) {
    carboy::check(blueprint_->error_id(
        E::id.name, detail::callback<abi::ErrorCallback>(&detail::call_error_handler<F>, std::move(handler))));
  }

  // A group below this one; nested names and prefixes add up.
  carboy::Blueprint<Prefix> blueprint(std::string_view name, FixedPrefix prefix) const {
    return carboy::Blueprint<Prefix>(checked(blueprint_->blueprint(name, prefix.text)));
  }

 protected:
  template <class T>
  static T* checked(T* made) {
    if (made == nullptr) throw ReceivedError(*detail::host->error());
    return made;
  }

 private:
  template <class F>
  Route add(std::initializer_list<std::string_view> methods, std::string_view rule, F view) {
    static_assert(detail::Callable<F>,
                  "view_is_not_callable: a view is a function or a lambda whose parameter types are written "
                  "out (no auto), with one operator()");
    if constexpr (detail::Callable<F>) {
      constexpr std::size_t kMost = 8;
      Text names[kMost];
      std::size_t count = 0;
      for (const std::string_view method : methods) {
        if (count < kMost) names[count++] = method;
      }
      return Route(checked(blueprint_->route(names, count, rule, detail::view_callback(std::move(view)))));
    } else {
      return Route(nullptr);
    }
  }

  abi::Blueprint* blueprint_;
};

// Settings of the extension, checked by its schema, with defaults filled in.
class Config {
 public:
  explicit Config(Value value) : value_(value) {}
  // The setting's value. Throws when the schema has no such setting.
  template <class T>
  T get(std::string_view key) const {
    const Value found = value_[key];
    if (found.is_undefined()) {
      throw Error(Error::id, 500, "There is no setting \"" + std::string(key) + "\" in the manifest's \"config\".");
    }
    if constexpr (std::is_same_v<T, bool>) {
      return found.i64() != 0;
    } else if constexpr (std::is_floating_point_v<T>) {
      return static_cast<T>(found.f64());
    } else if constexpr (std::is_integral_v<T>) {
      return static_cast<T>(found.i64());
    } else {
      return T(found.text());
    }
  }
  bool contains(std::string_view key) const { return !value_[key].is_undefined(); }
  // As a structured value, for lists and tables.
  Value value() const { return value_; }

 private:
  Value value_;
};

// Bytes by key that survive a swap of the extension. From any thread.
class State {
 public:
  explicit State(abi::State* state) : state_(state) {}
  std::optional<std::string> get(std::string_view key) const {
    std::string bytes;
    if (state_->get(key, detail::sink_into(bytes)) != Status::ok) return std::nullopt;
    return bytes;
  }
  void put(std::string_view key, std::string_view bytes) { state_->put(key, {bytes.data(), bytes.size()}); }
  void erase(std::string_view key) { state_->erase(key); }

 private:
  abi::State* state_;
};

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

class App : public Blueprint<> {
 public:
  App(abi::Registrar* registrar, abi::Arena* arena)
      : Blueprint<>(registrar->app()), registrar_(registrar), arena_(arena) {}

  using Blueprint<>::blueprint;
  // A blueprint whose prefix has parameters: app.blueprint<"/users/<int:user>">("user").
  template <detail::FixedText Prefix>
  Blueprint<Prefix> blueprint(std::string_view name) {
    static_assert(Prefix.view().starts_with('/'), "rule_must_begin_with_a_slash: a prefix does, too");
    return Blueprint<Prefix>(checked(registrar_->app()->blueprint(name, Prefix.view())));
  }

  Config config() const { return Config(Value(registrar_->config(), arena_)); }
  State state() const { return State(detail::host->state()); }

  // A service that the manifest requires: its provider is there when the app starts.
  template <class I>
  Handle<I> service() {
    return Handle<I>(checked(detail::host->service(I::id, true)));
  }
  // A service that may be there or come later.
  template <class I>
  Handle<I> find_service() {
    return Handle<I>(checked(detail::host->service(I::id, false)));
  }
  // Provides an object that lives until the extension is unloaded (a static one).
  template <class I, class T>
    requires std::derived_from<T, typename detail::FaceOf<I>::Interface>
  void provide(T& object) {
    carboy::check(registrar_->provide(I::id, interface<I>(&object), nullptr));
  }
  // Provides an object the host keeps until nobody can reach it any more.
  template <class I, class T>
    requires std::derived_from<T, typename detail::FaceOf<I>::Interface>
  void provide(std::unique_ptr<T> object) {
    T* raw = object.release();
    carboy::check(registrar_->provide(I::id, interface<I>(raw), [](void* dead) noexcept {
      delete static_cast<T*>(static_cast<typename detail::FaceOf<I>::Interface*>(dead));
    }));
  }
  // Provides what routes name with `.with(wrapper)`: f(request, response, options, next) -> Status.
  template <class F>
  void provide_wrapper(const Wrapper& wrapper, F f) {
    auto* made = new detail::WrapperOf<F>(std::move(f));
    carboy::check(registrar_->provide(wrapper.id, static_cast<abi::RouteWrapper*>(made), [](void* dead) noexcept {
      delete static_cast<detail::WrapperOf<F>*>(static_cast<abi::RouteWrapper*>(dead));
    }));
  }

  // Calls slot with what is emitted. Higher priorities first, then the order of registration.
  template <Crossable... A, class F>
    requires std::invocable<F&, A...>
  void on(const Signal<A...>& signal, F slot, int priority = 0) {
    carboy::check(registrar_->subscribe(
        signal.name, detail::signature_text<A...>.view(), priority,
        detail::callback<abi::SlotCallback>(&detail::call_slot<F, A...>, std::move(slot))));
  }
  // What emits a signal.
  template <Crossable... A>
  Emitter<A...> signal(const Signal<A...>& signal) {
    return Emitter<A...>(checked(detail::host->signal(signal.name, detail::signature_text<A...>.view())));
  }

  // A command of `carboy`: name is one or several words.
  template <std::invocable<Cli&> F>
  void command(std::string_view name, std::string_view help, F run) {
    abi::CommandCallback callback;
    callback.self = new F(std::move(run));
    callback.drop = &detail::drop<F>;
    callback.function = [](void* self, abi::Cli* cli) noexcept {
      return carboy::guarded([&] {
        Cli face(cli);
        (*static_cast<F*>(self))(face);
      });
    };
    carboy::check(registrar_->command(name, help, callback));
  }
  // Runs task again and again from when the extension serves, on a worker; never twice at once.
  template <std::invocable F>
  void every(std::chrono::nanoseconds period, F task) {
    carboy::check(registrar_->every(
        period.count(), detail::callback<abi::TaskCallback>(&detail::call_task<F>, std::move(task))));
  }
  // Runs work on a thread of its own from when the extension serves. It ends when the token says so:
  // an extension whose work does not end is retired instead of unloaded.
  template <std::invocable<StopToken> F>
  void background(std::string_view name, F work) {
    abi::BackgroundCallback callback;
    callback.self = new F(std::move(work));
    callback.drop = &detail::drop<F>;
    callback.function = [](void* self, abi::StopToken* token) noexcept {
      return carboy::guarded([&] { (*static_cast<F*>(self))(StopToken(token)); });
    };
    carboy::check(registrar_->background(name, callback));
  }
  // Called first when the extension stops, when no request is inside it any more.
  template <std::invocable F>
  void at_stop(F f) {
    carboy::check(registrar_->at_stop(detail::callback<abi::TaskCallback>(&detail::call_task<F>, std::move(f))));
  }

 private:
  template <class I, class T>
  static void* interface(T* object) {
    return static_cast<typename detail::FaceOf<I>::Interface*>(object);
  }

  abi::Registrar* registrar_;
  abi::Arena* arena_;
};

namespace detail {

// Memory for values that accessors compute, freed when it ends.
class LocalArena final : public abi::Arena {
 public:
  LocalArena() = default;
  LocalArena(const LocalArena&) = delete;
  LocalArena& operator=(const LocalArena&) = delete;
  ~LocalArena() {
    while (!ends_.empty()) {
      ends_.back().drop(ends_.back().object);
      ends_.pop_back();
    }
  }
  void* allocate(size_t size, size_t) noexcept override {
    blocks_.push_back(std::make_unique<std::max_align_t[]>(size / sizeof(std::max_align_t) + 1));
    return blocks_.back().get();
  }
  void at_end(void* object, void (*drop)(void*) noexcept) noexcept override { ends_.push_back({object, drop}); }

 private:
  struct End {
    void* object;
    void (*drop)(void*) noexcept;
  };
  std::vector<std::unique_ptr<std::max_align_t[]>> blocks_;
  std::vector<End> ends_;
};

template <void (*Init)(App&)>
class ExtensionOf final : public abi::Extension {
 public:
  uint32_t sdk() noexcept override { return abi::kSdkMajor << 16 | abi::kSdkMinor; }
  Status start(abi::Host* serving, abi::Registrar* registrar) noexcept override {
    detail::host = serving;
    return carboy::guarded([&] {
      LocalArena arena;
      App app(registrar, &arena);
      Init(app);
    });
  }
  void stop() noexcept override {}
};

}  // namespace detail
}  // namespace carboy

// Makes a library an extension: CARBOY_EXTENSION(init_app), once, at namespace scope.
#define CARBOY_EXTENSION(init)                                                               \
  extern "C" __attribute__((visibility("default")))::carboy::abi::Extension*                 \
  carboy_extension() noexcept {                                                              \
    static constinit ::carboy::detail::ExtensionOf<init> extension;                          \
    return &extension;                                                                       \
  }
