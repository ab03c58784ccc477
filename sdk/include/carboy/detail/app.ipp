// Bodies of <carboy/app.h>, and the object that the host receives from CARBOY_EXTENSION.
#pragma once

#include <carboy/app.h>
#include <carboy/detail/wrapper.h>

#include <string>
#include <type_traits>
#include <utility>

namespace carboy {

namespace detail {

struct Task {
  using Callback = abi::TaskCallback;

  template <class F>
  static constexpr bool fits() {
    static_assert(std::invocable<F&>,
                  "task_takes_parameters_it_is_not_given: every(), at_stop() and before_publish() "
                  "call it with none");
    return std::invocable<F&>;
  }
  template <class F>
  static Status call(void* self) noexcept {
    return carboy::guarded([&] { (*static_cast<F*>(self))(); });
  }
};

struct CommandFunction {
  using Callback = abi::CommandCallback;

  template <class F>
  static constexpr bool fits() {
    static_assert(std::invocable<F&, Cli&>,
                  "command_does_not_take_a_carboy_Cli: it is called with (carboy::Cli&)");
    return std::invocable<F&, Cli&>;
  }
  template <class F>
  static Status call(void* self, abi::Cli* cli) noexcept {
    return carboy::guarded([&] {
      Cli current(cli);
      (*static_cast<F*>(self))(current);
    });
  }
};

struct Announcement {
  using Callback = abi::AnnounceCallback;

  template <class F>
  static constexpr bool fits() {
    constexpr bool is_text = std::is_invocable_r_v<std::string, F&, std::string_view>;
    static_assert(is_text,
                  "announcement_returns_no_text: it is called with (std::string_view base_url) and "
                  "returns a std::string");
    return is_text;
  }
  template <class F>
  static Status call(void* self, Text base_url, TextSink out) noexcept {
    return carboy::guarded([&] {
      const std::string text = (*static_cast<F*>(self))(std::string_view(base_url));
      out.put(text);
    });
  }
};

struct BackgroundWork {
  using Callback = abi::BackgroundCallback;

  template <class F>
  static constexpr bool fits() {
    static_assert(
        std::invocable<F&, StopToken>,
        "background_work_does_not_take_a_carboy_StopToken: the token tells it when to end");
    return std::invocable<F&, StopToken>;
  }
  template <class F>
  static Status call(void* self, abi::StopToken* token) noexcept {
    return carboy::guarded([&] { (*static_cast<F*>(self))(StopToken(token)); });
  }
};

struct HandOverSave {
  using Callback = abi::HandOverCallback;

  template <class F>
  static constexpr bool fits() {
    constexpr bool yes = std::is_invocable_r_v<std::string, F&>;
    static_assert(yes,
                  "hand_over_save_returns_no_bytes: it is called without arguments and returns a "
                  "std::string");
    return yes;
  }
  template <class F>
  static Status call(void* self, abi::HandOver* hand_over) noexcept {
    return carboy::guarded([&]() -> Status {
      const std::string bytes = (*static_cast<F*>(self))();
      return hand_over->write({bytes.data(), bytes.size()});
    });
  }
};

struct HandOverTake {
  using Callback = abi::HandOverCallback;

  template <class F>
  static constexpr bool takes_version = std::invocable<F&, std::string_view, std::string_view>;
  template <class F>
  static constexpr bool fits() {
    constexpr bool yes = takes_version<F> || std::invocable<F&, std::string_view>;
    static_assert(yes,
                  "hand_over_take_takes_something_else: it is called with (std::string_view bytes) "
                  "or (std::string_view bytes, std::string_view old_version)");
    return yes;
  }
  template <class F>
  static Status call(void* self, abi::HandOver* hand_over) noexcept {
    return carboy::guarded([&] {
      const Bytes saved = hand_over->bytes();
      const std::string_view bytes(saved.data, saved.size);
      if constexpr (takes_version<F>) {
        (*static_cast<F*>(self))(bytes, std::string_view(hand_over->other_version()));
      } else {
        (*static_cast<F*>(self))(bytes);
      }
    });
  }
};

}  // namespace detail

template <detail::FixedText Prefix>
Blueprint<Prefix> App::blueprint(std::string_view name) {
  static_assert(Prefix.view().starts_with('/'), "rule_must_begin_with_a_slash: a prefix does, too");
  return Blueprint<Prefix>(detail::checked(registrar_->app()->blueprint(name, Prefix.view())));
}

inline Config App::config() const { return Config(Value(registrar_->config(), arena_)); }
inline State App::state() const { return State(detail::host->state()); }
inline std::string App::data_folder() const {
  std::string path;
  carboy::check(detail::host->data_folder(detail::sink_into(path)));
  return path;
}

inline Mode App::mode() const { return detail::host->mode(); }
inline bool App::debug() const { return detail::host->debug(); }

template <class S>
Handle<S> App::service() {
  static_assert(detail::check_service<S>() && detail::check_single<S>());
  return Handle<S>(detail::checked(detail::host->service(S::id, true)));
}

template <class S>
Handle<S> App::find_service() {
  static_assert(detail::check_service<S>() && detail::check_single<S>());
  return Handle<S>(detail::checked(detail::host->service(S::id, false)));
}

template <class S>
Services<S> App::services() {
  static_assert(detail::check_service<S>() && detail::check_many<S>());
  return Services<S>(detail::checked(detail::host->services(S::id)));
}

template <class F>
void App::provide_wrapper(const Wrapper& wrapper, F f) {
  if constexpr (detail::check_wrapper<F>()) {
    detail::provide_wrapper(registrar_, wrapper.id, new detail::WrapperOf<F>(std::move(f)));
  }
}

template <class... A, class F>
void App::on(const Signal<A...>& signal, F slot, int priority) {
  carboy::check(
      registrar_->subscribe(signal.name, detail::signature_text<A...>.view(), priority,
                            detail::checked_callback<detail::Slot<A...>>(std::move(slot))));
}

template <class... A>
Emitter<A...> App::signal(const Signal<A...>& signal) {
  return Emitter<A...>(
      detail::checked(detail::host->signal(signal.name, detail::signature_text<A...>.view())));
}

template <class F>
Hook App::teardown_app(F f) {
  return Hook(detail::checked(
      registrar_->teardown_app(detail::checked_callback<detail::TeardownAppHook>(std::move(f)))));
}

inline void App::converter(std::string_view name, std::string_view regex, int weight) {
  converter(name, regex, detail::NoFunction(), detail::NoFunction(), weight);
}

template <class Accepts, class ToUrl>
requires(!std::integral<Accepts>) void App::converter(std::string_view name, std::string_view regex,
                                                      Accepts accepts, ToUrl to_url, int weight) {
  const abi::ConverterOptions options =
      detail::converter_options(regex, weight, std::move(accepts), std::move(to_url));
  carboy::check(registrar_->converter(name, &options));
}

template <class F>
Command App::command(std::string_view name, std::string_view help, F run) {
  return Command(detail::checked(registrar_->command(
      name, help, detail::checked_callback<detail::CommandFunction>(std::move(run)))));
}

template <class F>
void App::announce(F f) {
  carboy::check(registrar_->announce(detail::checked_callback<detail::Announcement>(std::move(f))));
}

template <class F>
void App::every(std::chrono::nanoseconds period, F task) {
  carboy::check(
      registrar_->every(period.count(), detail::checked_callback<detail::Task>(std::move(task))));
}

template <class F>
void App::background(std::string_view name, F work) {
  carboy::check(registrar_->background(
      name, detail::checked_callback<detail::BackgroundWork>(std::move(work))));
}

template <class F>
void App::before_publish(F f) {
  carboy::check(registrar_->before_publish(detail::checked_callback<detail::Task>(std::move(f))));
}

template <class F>
void App::at_stop(F f) {
  carboy::check(registrar_->at_stop(detail::checked_callback<detail::Task>(std::move(f))));
}

template <class Save, class Take>
void App::hand_over(Save save, Take take) {
  carboy::check(
      registrar_->hand_over(detail::checked_callback<detail::HandOverSave>(std::move(save)),
                            detail::checked_callback<detail::HandOverTake>(std::move(take))));
}

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
