// An app in the test program: the real files of extensions, loaded by the host as `carboy run`
// loads them, in a temporary folder, without a server, and with a clock that stands still.
//
// Thread rule: logs(), clock().now() and url_for() may be called from any thread; everything else
// on the thread that made the App, while no client works. What is provided by reference must exist
// longer than the App.
#pragma once

#include <carboy/abi/testing.h>
#include <carboy/app.h>
#include <carboy/testing/client.h>
#include <carboy/testing/clock.h>
#include <carboy/testing/detail/app.h>
#include <carboy/testing/recording.h>

#include <filesystem>
#include <initializer_list>
#include <iosfwd>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace carboy::testing {

using carboy::LogLevel;

// A line of the log. What fails in a view, a slot or a timer is logged, too.
struct LogLine {
  LogLevel level = LogLevel::info;
  std::string extension;  // "carboy" for the host, "test" for the test program
  std::string text;

  // How GoogleTest prints it.
  friend void PrintTo(const LogLine& line, std::ostream* out);
};

// The result of a command.
struct CommandResult {
  // 0 if it has done its work, 1 if it failed, 2 if there is no such command or its words are
  // wrong, or what the command has set.
  int status = 0;
  // What it printed on standard output and standard error.
  std::string out, err;
};

// How a client addresses the app. A base URL of https makes its requests secure.
struct ClientOptions {
  std::string_view base_url = "http://localhost";
};

// An app with the extensions under test. carboy_add_test() of CMake tells the program the paths of
// their files: GUESTBOOK_SO is that of the target `guestbook`.
//
//   carboy::testing::App app(GUESTBOOK_SO, {{"guestbook", {{"page_size", 5}}}});
//   EXPECT_THAT(app.client().get("/guestbook/"), HasStatus(200));
class App {
 public:
  using Settings = nlohmann::json;

  // Makes an app of one extension. `settings` are the tables of app.toml: {{"guestbook",
  // {{"page_size", 5}}}, {"app", {{"server_name", "example.org"}}}}. Throws Error if the file is
  // not an extension. The app starts with start(), or with the first client, command, service or
  // reload; provide and set up before that what the extensions need.
  explicit App(std::string_view file, const Settings& settings = Settings::object());
  // Makes an app of several extensions, which find each other's services.
  explicit App(std::initializer_list<std::string_view> files,
               const Settings& settings = Settings::object());
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // Starts the extensions, unless they run already. Throws Error with the host's report if one of
  // them does not start.
  void start();
  // Stops all extensions, as the end of `carboy run` does.
  void stop() { app_->stop(); }

  // Returns a client with its own cookies.
  Client client(const ClientOptions& options = {});

  // ---- fakes for what the extensions under test need

  // Provides a fake service, as carboy::App::provide does. The requirement of a manifest on the
  // extension that owns it, such as "guestbook" for "guestbook.Entries", is then met, and so is the
  // service under "uses". Call it before the app starts if the service has many providers.
  //
  //   FakeEntries entries;
  //   app.provide<guestbook::Entries>(entries);
  template <class S, class T>
  requires(!carboy::detail::Owning<T> &&
           !carboy::detail::Sharing<T>) void provide(T& object,
                                                     ProvideOptions provide_options = {}) {
    stand_in(S::id);
    setup([&](carboy::App& own) { own.provide<S>(object, provide_options); });
  }
  template <class S, class Pointer>
  requires(carboy::detail::Owning<Pointer> ||
           carboy::detail::Sharing<Pointer>) void provide(Pointer object,
                                                          ProvideOptions provide_options = {}) {
    stand_in(S::id);
    setup([&](carboy::App& own) { own.provide<S>(std::move(object), provide_options); });
  }
  // Provides a fake wrapper, as carboy::App::provide_wrapper does. Call it before the app starts.
  template <class F>
  void provide_wrapper(const Wrapper& wrapper, F f);
  // Calls register_all(carboy::App&) to register what one more extension would: slots and services,
  // and, before the app starts, routes, hooks and error handlers. Throws Error if that fails.
  //
  //   app.setup([](carboy::App& own) { own.get("/", [] { return "fake"; }); });
  template <class F>
  void setup(F&& register_all);

  // ---- what the extensions under test do

  // Returns a service of an extension, so that the test can call it. Throws Error if nobody
  // provides it.
  template <class S>
  Handle<S> service();
  // Returns the providers of a service that has many: app.services<Card>().use().size().
  template <class S>
  Services<S> services();
  // Records what the signal carries whenever it is emitted.
  template <class... Arguments>
  Recording<Arguments...> record(const Signal<Arguments...>& signal);
  // Emits a signal, as an extension would.
  template <class... Arguments>
  void emit(const Signal<Arguments...>& signal,
            carboy::detail::Emitted<std::type_identity_t<Arguments>>... arguments);
  // Returns all lines of the log, of all threads, the oldest first.
  std::vector<LogLine> logs() const;

  // Runs a command as `carboy` does: app.run("guestbook purge", {"--all"}). `answers` are what the
  // user types when the command asks; without any, there is no terminal.
  CommandResult run(std::string_view command, const std::vector<std::string>& arguments = {},
                    const std::vector<std::string>& answers = {});
  // Replaces the extension by another file of it, as `carboy ext reload` does, and returns what the
  // command prints. Throws Error if that is refused; the version that ran then continues.
  std::string reload(std::string_view extension, std::string_view file);
  // Returns the path of a URL, as a view would build it: app.url_for("guestbook.entry", "id", 7).
  // Throws Error if no endpoint has that name or a parameter is missing.
  template <class... Values>
  std::string url_for(std::string_view endpoint, const Values&... values);

  // Returns the app's clock, which stands still until the test moves it.
  Clock clock() { return Clock(app_.get()); }
  // Returns the folder in which app.toml would be. It is removed with the App.
  std::filesystem::path folder() const;

 private:
  void stand_in(const ServiceId& id);

  detail::OwnedApp app_;
  detail::OwnHost host_;
};

}  // namespace carboy::testing

#include <carboy/testing/detail/app.ipp>
