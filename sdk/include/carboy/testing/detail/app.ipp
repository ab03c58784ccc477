// Bodies of <carboy/testing/app.h>.
#pragma once

#include <carboy/detail/printed.h>
#include <carboy/error.h>
#include <carboy/testing/app.h>
#include <carboy/testing/error.h>

#include <algorithm>
#include <cstddef>
#include <ostream>

// The one symbol of libcarboy-host.so; the target Carboy::testing links it.
extern "C" void* carboy_host(const char* name, unsigned major) noexcept;

namespace carboy::testing {

inline void PrintTo(const LogLine& line, std::ostream* out) {
  constexpr const char* kLevels[] = {"debug", "info", "warning", "error"};
  *out << kLevels[static_cast<int>(line.level)] << ' ' << line.extension << ": " << line.text;
}

namespace detail {

class CommandLines final : public abi::TestTerminal {
 public:
  CommandLines(CommandResult& result, const std::vector<std::string>& answers)
      : result_(result), answers_(answers) {}
  void print(Text line, bool is_error) noexcept override {
    (is_error ? result_.err : result_.out).append(std::string_view(line)).append("\n");
  }
  void write(Bytes bytes) noexcept override { result_.out.append(bytes.data, bytes.size); }
  bool is_terminal() noexcept override { return !answers_.empty(); }
  Status read(Text, bool, TextSink out) noexcept override {
    if (next_ == answers_.size()) return Status::not_found;
    out.put(answers_[next_++]);
    return Status::ok;
  }

 private:
  CommandResult& result_;
  const std::vector<std::string>& answers_;
  std::size_t next_ = 0;
};

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

inline App::App(std::string_view file, const Settings& settings) : App({file}, settings) {}

inline App::App(std::initializer_list<std::string_view> files, const Settings& settings)
    : app_(detail::make_app(files, settings)), host_(app_->host()) {}

inline void App::start() {
  std::string why;
  if (app_->start(carboy::detail::sink_into(why)) != Status::ok) throw Error(why);
}

inline Client App::client(const ClientOptions& options) {
  std::string why;
  abi::TestClient* const made = app_->client(options.base_url, carboy::detail::sink_into(why));
  if (made == nullptr) throw Error(why);
  return Client(made);
}

template <class F>
void App::provide_wrapper(const Wrapper& wrapper, F f) {
  stand_in(wrapper.id);
  setup([&](carboy::App& own) { own.provide_wrapper(wrapper, std::move(f)); });
}

template <class F>
void App::setup(F&& register_all) {
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

template <class S>
Handle<S> App::service() {
  start();
  Handle<S> handle(carboy::detail::checked(app_->host()->service(S::id, false)));
  if (!handle.use()) {
    throw Error("Nobody provides the service " + std::string(std::string_view(S::id.name)) + ".");
  }
  return handle;
}

template <class S>
Services<S> App::services() {
  static_assert(carboy::detail::check_service<S>() && carboy::detail::check_many<S>());
  start();
  return Services<S>(carboy::detail::checked(app_->host()->services(S::id)));
}

template <class... Arguments>
Recording<Arguments...> App::record(const Signal<Arguments...>& signal) {
  Recording<Arguments...> recording;
  setup([&](carboy::App& own) {
    own.on(signal,
           [recording](Arguments... arguments) { recording.add({detail::kept(arguments)...}); });
  });
  return recording;
}

template <class... Arguments>
void App::emit(const Signal<Arguments...>& signal,
               carboy::detail::Emitted<std::type_identity_t<Arguments>>... arguments) {
  start();
  abi::Signal* const found =
      app_->host()->signal(signal.name, carboy::detail::signature_text<Arguments...>.view());
  Emitter<Arguments...> emitter(carboy::detail::checked(found));
  emitter(arguments...);
}

inline std::vector<LogLine> App::logs() const {
  std::vector<LogLine> lines;
  const std::size_t count = app_->log_count();
  for (std::size_t i = 0; i < count; ++i) {
    const abi::TestLogLine line = app_->log_at(i);
    lines.push_back({line.level, std::string(std::string_view(line.who)),
                     std::string(std::string_view(line.line))});
  }
  return lines;
}

inline CommandResult App::run(std::string_view command, const std::vector<std::string>& arguments,
                              const std::vector<std::string>& answers) {
  start();
  std::vector<Text> texts;
  for (std::size_t at = 0; at < command.size();) {
    const std::size_t end = std::min(command.find(' ', at), command.size());
    if (end > at) texts.emplace_back(command.substr(at, end - at));
    at = end + 1;
  }
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  CommandResult result;
  detail::CommandLines lines(result, answers);
  result.status = app_->run(texts.data(), texts.size(), &lines);
  return result;
}

inline std::string App::reload(std::string_view extension, std::string_view file) {
  start();
  std::string report;
  if (app_->reload(extension, file, carboy::detail::sink_into(report)) != Status::ok) {
    throw Error(report);
  }
  return report;
}

template <class... Values>
std::string App::url_for(std::string_view endpoint, const Values&... values) {
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

inline std::filesystem::path App::folder() const {
  return std::filesystem::path(std::string(std::string_view(app_->folder())));
}

inline void App::stand_in(const ServiceId& id) {
  const std::string_view name = id.name;
  app_->stand_in(name.substr(0, name.find('.')));
  app_->stand_in(name);
}

}  // namespace carboy::testing
