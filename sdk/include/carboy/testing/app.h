// An app in the test program: the extensions' real files, run by the host as `carboy run` does, in
// a temporary folder, without a server and with a clock that stands still.
//
// Thread rule: logs(), clock().now() and url_for() from any thread, the rest from the one that made
// it, while no client works. What is provided by reference lives longer than the App.
#pragma once

#include <carboy/abi/testing.h>
#include <carboy/app.h>
#include <carboy/testing/client.h>
#include <carboy/testing/clock.h>
#include <carboy/testing/error.h>
#include <carboy/testing/recording.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The one symbol of libcarboy-host.so; the target Carboy::testing links it.
extern "C" void* carboy_host(const char* name, unsigned major) noexcept;

namespace carboy::testing {

using LogLevel = abi::LogLevel;

// A line of the log. What fails in a view, a slot or a timer is here, too.
struct LogLine {
  LogLevel level = LogLevel::info;
  std::string extension;  // "carboy" for the host, "test" for the test program
  std::string text;

  friend void PrintTo(const LogLine& line, std::ostream* out) {
    constexpr const char* kLevels[] = {"debug", "info", "warning", "error"};
    *out << kLevels[static_cast<int>(line.level)] << ' ' << line.extension << ": " << line.text;
  }
};

// What a command left.
struct CommandResult {
  int status = 0;        // 0: done, 1: failed, 2: there is no such command
  std::string out, err;  // lines
};

struct ClientOptions {
  std::string_view base_url = "http://localhost";  // https makes its requests secure
};

namespace detail {

// The host that this program's own code speaks to: the youngest app's.
class OwnHost {
 public:
  explicit OwnHost(abi::Host* host) : host_(host) {
    const std::lock_guard lock(mutex_);
    alive_.push_back(host);
    carboy::detail::host = host;
  }
  ~OwnHost() {
    const std::lock_guard lock(mutex_);
    std::erase(alive_, host_);
    carboy::detail::host = alive_.empty() ? nullptr : alive_.back();
  }
  OwnHost(const OwnHost&) = delete;
  OwnHost& operator=(const OwnHost&) = delete;

 private:
  static inline std::mutex mutex_;
  static inline std::vector<abi::Host*> alive_;
  abi::Host* host_;
};

class CommandLines final : public abi::TestTerminal {
 public:
  explicit CommandLines(CommandResult& result) : result_(result) {}
  void print(Text line, bool is_error) noexcept override {
    (is_error ? result_.err : result_.out).append(std::string_view(line)).append("\n");
  }

 private:
  CommandResult& result_;
};

struct DropApp {
  void operator()(abi::TestApp* app) const noexcept { app->drop(); }
};
using OwnedApp = std::unique_ptr<abi::TestApp, DropApp>;

inline OwnedApp make_app(std::initializer_list<std::string_view> files,
                         const nlohmann::json& settings) {
  auto* const host = static_cast<abi::TestHost*>(::carboy_host("carboy.TestHost", 1));
  if (host == nullptr) throw Error("This libcarboy-host has no test kit. Install a newer Carboy.");
  const std::vector<Text> texts(files.begin(), files.end());
  std::string why;
  OwnedApp app(
      host->make(texts.data(), texts.size(), settings.dump(), carboy::detail::sink_into(why)));
  if (app == nullptr) throw Error(why);
  return app;
}

}  // namespace detail

class App {
 public:
  using Settings = nlohmann::json;

  // `settings` are app.toml's tables: {{"guestbook", {{"page_size", 5}}}, {"app", {{"server_name",
  // "example.org"}}}}. Throws Error for a file that is no extension. It starts with start(), or
  // with the first client, command or reload; what is to be there before is provided before.
  explicit App(std::string_view file, const Settings& settings = Settings::object())
      : App({file}, settings) {}
  // Several extensions, which find each other's services.
  explicit App(std::initializer_list<std::string_view> files,
               const Settings& settings = Settings::object())
      : app_(detail::make_app(files, settings)), host_(app_->host()) {}
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // Throws Error with the host's report when the extensions do not start.
  void start() {
    std::string why;
    if (app_->start(carboy::detail::sink_into(why)) != Status::ok) throw Error(why);
  }
  // Stops all extensions, as the end of `carboy run` does.
  void stop() { app_->stop(); }

  // A client with cookies of its own.
  Client client(const ClientOptions& options = {}) {
    std::string why;
    abi::TestClient* const made = app_->client(options.base_url, carboy::detail::sink_into(why));
    if (made == nullptr) throw Error(why);
    return Client(made);
  }

  // A fake service. The extension that a manifest requires for it, "guestbook" for
  // "guestbook.Entries", counts as there.
  template <class S, class T>
  requires(!carboy::detail::Owning<T> && !carboy::detail::Sharing<T>) void provide(T& object) {
    stand_in(S::id);
    setup([&](carboy::App& own) { own.provide<S>(object); });
  }
  template <class S, class Pointer>
  requires(carboy::detail::Owning<Pointer> ||
           carboy::detail::Sharing<Pointer>) void provide(Pointer object) {
    stand_in(S::id);
    setup([&](carboy::App& own) { own.provide<S>(std::move(object)); });
  }
  // A fake wrapper, as App::provide_wrapper. It has to be there before the app starts.
  template <class F>
  void provide_wrapper(const Wrapper& wrapper, F f) {
    stand_in(wrapper.id);
    setup([&](carboy::App& own) { own.provide_wrapper(wrapper, std::move(f)); });
  }
  // A service of a provider that is there, to call it. Throws Error when there is none.
  template <class S>
  Handle<S> service() {
    start();
    Handle<S> handle(carboy::detail::checked(app_->host()->service(S::id, false)));
    if (!handle.use()) {
      throw Error("Nobody provides the service " + std::string(std::string_view(S::id.name)) + ".");
    }
    return handle;
  }
  // Registers what an extension of the test's own would, by register_all(carboy::App&): slots,
  // services, and, before the app starts, routes, hooks and error handlers.
  template <class F>
  void setup(F&& register_all) {
    abi::Registrar* const registrar = app_->begin_setup();
    std::string why;
    const TextSink sink = carboy::detail::sink_into(why);
    carboy::detail::LocalArena arena;
    try {
      carboy::App own(registrar, &arena);
      std::forward<F>(register_all)(own);
    } catch (const carboy::Error& error) {
      app_->end_setup(false, sink);
      throw Error(error.what());
    } catch (...) {
      app_->end_setup(false, sink);
      throw;
    }
    if (app_->end_setup(true, sink) != Status::ok) throw Error(why);
  }

  // What the signal carries from now on.
  template <class... Arguments>
  Recording<Arguments...> record(const Signal<Arguments...>& signal) {
    Recording<Arguments...> recording;
    setup([&](carboy::App& own) {
      own.on(signal,
             [recording](Arguments... arguments) { recording.add({detail::kept(arguments)...}); });
    });
    return recording;
  }
  // Emits a signal, as an extension does.
  template <class... Arguments>
  void emit(const Signal<Arguments...>& signal,
            carboy::detail::Emitted<std::type_identity_t<Arguments>>... arguments) {
    start();
    abi::Signal* const found =
        app_->host()->signal(signal.name, carboy::detail::signature_text<Arguments...>.view());
    Emitter<Arguments...> emitter(carboy::detail::checked(found));
    emitter(arguments...);
  }

  // All lines of the log, of all threads.
  std::vector<LogLine> logs() const {
    std::vector<LogLine> lines;
    const std::size_t count = app_->log_count();
    for (std::size_t i = 0; i < count; ++i) {
      const abi::TestLogLine line = app_->log_at(i);
      lines.push_back({line.level, std::string(std::string_view(line.who)),
                       std::string(std::string_view(line.line))});
    }
    return lines;
  }

  // Runs a command as the terminal does: app.run("guestbook purge", {"--all"}).
  CommandResult run(std::string_view command, const std::vector<std::string>& arguments = {}) {
    start();
    std::vector<Text> words;
    for (std::size_t at = 0; at < command.size();) {
      const std::size_t end = std::min(command.find(' ', at), command.size());
      if (end > at) words.emplace_back(command.substr(at, end - at));
      at = end + 1;
    }
    words.insert(words.end(), arguments.begin(), arguments.end());
    CommandResult result;
    detail::CommandLines lines(result);
    result.status = app_->run(words.data(), words.size(), &lines);
    return result;
  }

  // Swaps the extension for another file of it, as `carboy ext reload`; what that says. Throws
  // Error when it is refused; then the version that ran serves on.
  std::string reload(std::string_view extension, std::string_view file) {
    start();
    std::string words;
    if (app_->reload(extension, file, carboy::detail::sink_into(words)) != Status::ok) {
      throw Error(words);
    }
    return words;
  }

  // The URL's path, as a view would build it: app.url_for("guestbook.entry", "id", 7).
  template <class... Values>
  std::string url_for(std::string_view endpoint, const Values&... values) {
    static_assert(sizeof...(Values) % 2 == 0,
                  "url_for_takes_values_in_pairs: url_for(endpoint, name, value, name, value ...)");
    start();
    const std::vector<std::string> kept{carboy::detail::printed(values)...};
    const std::vector<Text> texts(kept.begin(), kept.end());
    std::string url;
    if (app_->url_for(endpoint, texts.data(), texts.size(), carboy::detail::sink_into(url)) !=
        Status::ok) {
      throw Error(url);
    }
    return url;
  }

  Clock clock() { return Clock(app_.get()); }
  // The folder of its app.toml, if it had one.
  std::filesystem::path folder() const {
    return std::filesystem::path(std::string(std::string_view(app_->folder())));
  }

 private:
  void stand_in(const ServiceId& id) {
    const std::string_view name = id.name;
    app_->stand_in(name.substr(0, name.find('.')));
  }

  detail::OwnedApp app_;
  detail::OwnHost host_;
};

}  // namespace carboy::testing
