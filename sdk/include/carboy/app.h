// The app, as an extension sees it while it registers itself.
//
// An extension is a function init_app and the macro CARBOY_EXTENSION. The host calls init_app when
// the app starts, and also when a new version of the extension replaces an old one. Whatever
// init_app registers is removed when the extension stops, so there is nothing to unregister. If it
// throws, the app does not start, or the old version stays.
//
//   #include <carboy/carboy.h>
//
//   void init_app(carboy::App& app) {
//     app.get("/", [] { return "Hello, World!"; });
//   }
//
//   CARBOY_EXTENSION(init_app)
//
// Thread rule: an App is to be used inside init_app only, on the thread that runs it. The handles,
// emitters and state that it returns may be kept and used from any thread.
#pragma once

#include <carboy/abi/extension.h>
#include <carboy/blueprint.h>
#include <carboy/cli.h>
#include <carboy/config.h>
#include <carboy/detail/app.h>
#include <carboy/detail/converter.h>
#include <carboy/detail/duration.h>
#include <carboy/providers.h>
#include <carboy/service.h>
#include <carboy/signal.h>
#include <carboy/value.h>
#include <carboy/wrapper.h>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

namespace carboy {

// Routes, hooks and error handlers are registered with the functions of Blueprint, which App has,
// too. All functions throw if the host refuses what is registered.
class App : public Blueprint<> {
 public:
  App(abi::Registrar* registrar, abi::Arena* arena)
      : Blueprint<>(registrar->app()), registrar_(registrar), arena_(arena) {}

  // Returns a group of routes: app.blueprint("admin", "/admin").
  using Blueprint<>::blueprint;
  // Returns a group of routes whose prefix has parameters. Its views take them first:
  //
  //   auto user = app.blueprint<"/users/<int:user>">("user");
  //   user.get("/orders/<int:order>", [](int user_id, int order) { ... });
  template <detail::FixedText Prefix>
  Blueprint<Prefix> blueprint(std::string_view name);

  // Returns the settings of the extension.
  Config config() const;
  // Returns the bytes that the extension keeps while a new version replaces it.
  State state() const;
  // Returns why the extension is started: Mode::run and Mode::serve answer requests from sockets,
  // Mode::command runs one command or one local request.
  Mode mode() const;
  // Returns whether the app is in debug mode, as under `carboy run`.
  bool debug() const;
  // Returns the folder in which the extension may keep files, such as "/srv/shop/data/guestbook". It
  // is made at the first call, only its user can read it, and it stays when the extension goes.
  // [app] data in app.toml chooses the folder that it is in. Throws if it cannot be made.
  std::string data_folder() const;

  // ---- services: see <carboy/service.h>

  // Returns a service of an extension that the manifest requires. Its provider is there before the
  // app starts. Throws if nobody provides the service, or only in an older minor version.
  //
  //   auto entries = app.service<Entries>();
  //   app.get("/count", [=] { return std::to_string(entries->count()); });
  template <class S>
  Handle<S> service();
  // Returns a service that may be absent, or may be provided later:
  //
  //   auto mail = app.find_service<Mail>();
  //   if (auto use = mail.use()) use->send(message);
  template <class S>
  Handle<S> find_service();

  // Returns the providers of a service that has many: see <carboy/providers.h>. It is empty while
  // nobody provides the service.
  //
  //   auto cards = app.services<Card>();
  //   app.get("/", [=] {
  //     std::string html;
  //     cards.use().each([&](auto card) { return card->render(carboy::into(html)); });
  //     return carboy::Markup(html);
  //   });
  template <class S>
  Services<S> services();

  // Provides a service, which the manifest must declare: under "provides", or under "contributes"
  // if the service has many providers. Those of higher priority come first. The object must exist until the extension
  // is unloaded, as a static one does.
  template <class S, class T>
  requires(!detail::Owning<T> && !detail::Sharing<T>) void provide(T& object,
                                                                   ProvideOptions options = {}) {
    detail::provide_object<S>(registrar_, object, options);
  }
  // Provides an object that the host destroys when nobody can use it any more:
  //
  //   app.provide<Entries>(std::make_unique<Book>());
  template <class S, detail::Owning Pointer>
  void provide(Pointer object, ProvideOptions options = {}) {
    detail::provide_owned<S>(registrar_, std::move(object), options);
  }
  // Provides an object that the extension uses, too: a std::shared_ptr.
  template <class S, detail::Sharing Pointer>
  void provide(Pointer object, ProvideOptions options = {}) {
    provide<S>(*object, options);
    at_stop([object] {});  // this callback is kept until nobody can use the service any more
  }
  // Provides a wrapper, which routes of all extensions can name: see <carboy/wrapper.h>. `f` is
  // called with (const Request&, Response&, std::string_view options, Next) and returns a Status:
  // that of next(), or Status::answered after it has filled in the response itself. Many threads
  // call it at once.
  template <class F>
  void provide_wrapper(const Wrapper& wrapper, F f);
  // Provides a wrapper that says how the pages of a route are stored, and does nothing else, so
  // that stored pages are answered without calling it. `f` is called with (std::string_view
  // options, PagePolicy&) each time before the host publishes routes. If it throws, they are not
  // published. Include <carboy/pages.h>.
  template <class F>
  void provide_page_policy(const Wrapper& wrapper, F f);

  // ---- signals: see <carboy/signal.h>

  // Subscribes a function to a signal. It is called with what the signal carries, on the thread
  // that emits. Slots of higher priority come first, then those registered first.
  template <class... A, class F>
  void on(const Signal<A...>& signal, F slot, int priority = 0);
  // Returns what emits a signal. Throws if another extension uses the name with other types.
  template <class... A>
  Emitter<A...> signal(const Signal<A...>& signal);

  // ---- app contexts and converters

  // Registers a function that is called with (const ReceivedError*), or nothing, when the app
  // context of a request ends: after all teardown_request functions, in reverse order of
  // registration (Flask's teardown_appcontext).
  template <class F>
  Hook teardown_app(F f);

  // Makes <name:parameter> known to the rules of all extensions. `regex` (PCRE2) describes the
  // whole value. If it can match a slash, the value may span several segments of the path. Of two
  // rules that are otherwise equal, that of the lower weight is tried first; numbers have 50, text
  // has 100, path has 200. A view takes the value as text, or as a type with a FromRule.
  //
  //   app.converter("isbn", "97[89][0-9]{10}");
  void converter(std::string_view name, std::string_view regex, int weight = 100);
  // The same with functions. `accepts`, bool(std::string_view), checks a value after its rule has
  // been chosen; if it returns false, the client gets 404. `to_url`, std::string(std::string_view),
  // returns the text of a value in a URL, before it is percent-encoded. Many threads call them at
  // once.
  template <class Accepts, class ToUrl = detail::NoFunction>
  requires(!std::integral<Accepts>) void converter(std::string_view name, std::string_view regex,
                                                   Accepts accepts, ToUrl to_url = {},
                                                   int weight = 100);

  // ---- work outside of requests

  // Adds a command to the `carboy` program: see <carboy/cli.h>. `name` is one or several words and
  // `help` one line. What run(carboy::Cli&) throws is printed, and the exit status is then 1. The
  // command runs in a process of its own unless its description says otherwise.
  //
  //   app.command("guestbook purge", "Remove old entries", [=](carboy::Cli& cli) {
  //     cli.print(std::to_string(book->purge()) + " removed");
  //   }).in_running_app();
  template <class F>
  Command command(std::string_view name, std::string_view help, F run);
  // Calls f(std::string_view base_url) once, when the sockets of the app are bound. The text that
  // it returns is printed below the start report; if standard error is no terminal, it goes to the
  // log. An extension that is enabled while the app runs is called when it begins to serve. A swap
  // does not call it again.
  //
  //   app.announce([](std::string_view url) { return "The feed: " + std::string(url) + "/feed"; });
  template <class F>
  void announce(F f);
  // Calls task() on a worker once in each period while the extension serves. The runs of one task
  // never overlap. What it throws is logged.
  //
  //   app.every(std::chrono::hours(1), [=] { book->purge(); });
  template <class F>
  void every(std::chrono::nanoseconds period, F task);
  // Calls work(carboy::StopToken) once, on a thread of its own, when the extension begins to serve.
  // `name` appears in logs. The function must return soon after the token requests a stop: an
  // extension whose work does not end stays in memory.
  //
  //   app.background("sweeper", [](carboy::StopToken token) {
  //     while (!token.wait_for(std::chrono::seconds(1))) sweep();
  //   });
  template <class F>
  void background(std::string_view name, F work);
  // Calls f() before the app starts, and before each swap of whatever extension, on a thread of the
  // host. In it the services are those that will be there afterwards. If it throws, the app does
  // not start, or the swap is refused and the version before serves on; the same if it has not
  // returned within [server] publish_timeout. Commands do not call it.
  template <class F>
  void before_publish(F f);
  // Calls f() when the extension stops, before anything it registered is removed and when no
  // request is inside it any more.
  template <class F>
  void at_stop(F f);
  // Passes state in memory to the next version. When a version that says this is swapped for one
  // that says it, too, the host lets new requests to the extension's routes wait (all requests, if
  // it has hooks or error handlers for all), waits until those inside have ended, calls save() of the old version, and take(std::string_view bytes) of the new
  // one with what save() returned, before the new one serves. take may have a second parameter, a
  // std::string_view with the old version. Neither runs when the app starts or ends.
  //
  //   app.hand_over([=] { return book->to_text(); },
  //                 [=](std::string_view bytes) { book->read(bytes); });
  //
  // If one of them throws, or takes longer than [server] hand_over_timeout, the swap is refused and
  // the old version serves on; so save() must leave the old version as it is. Service calls, signal
  // slots and background work go on during the hand-over; keep what they change in state().
  template <class Save, class Take>
  void hand_over(Save save, Take take);

 private:
  abi::Registrar* registrar_;
  abi::Arena* arena_;
};

// Tells background work when to end. It may be copied.
class StopToken {
 public:
  explicit StopToken(abi::StopToken* token) : token_(token) {}

  // Returns whether the work must end.
  bool stop_requested() const { return token_->stop_requested(); }
  // Waits until a stop is requested or `time` has passed. Returns true for the former.
  bool wait_for(std::chrono::nanoseconds time) const { return token_->wait(time.count()); }

 private:
  abi::StopToken* token_;
};

}  // namespace carboy

#include <carboy/detail/app.ipp>

// Makes a shared library an extension whose init_app is `init`: void init(carboy::App&). Write it
// once, at namespace scope. It exports carboy_extension, the only symbol that the library exports.
#define CARBOY_EXTENSION(init)                                                \
  extern "C" __attribute__((visibility("default"))) ::carboy::abi::Extension* \
  carboy_extension() noexcept {                                               \
    static constinit ::carboy::detail::ExtensionOf<init> extension;           \
    return &extension;                                                        \
  }
