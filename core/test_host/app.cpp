#include "core/test_host/app.h"

#include <nlohmann/json.hpp>

#include "core/abi/urls.h"
#include "core/app/failure.h"
#include "core/base/error.h"
#include "core/base/own_threads.h"
#include "core/extensions/package/extension_file.h"
#include "core/test_host/client.h"
#include "core/test_host/settings.h"

namespace carboy::core::test_host {
namespace {

namespace fs = std::filesystem;

// Runs `work`. When it throws, writes the message to `error` and returns Status::failed.
template <class Work>
Status attempt(TextSink error, Work&& work) noexcept {
  try {
    base::adopt_this_thread("");
    work();
    return Status::ok;
  } catch (const std::exception& failure) {
    error.put(std::string_view(failure.what()));
    return Status::failed;
  }
}

carboy::LogLevel crossing(base::LogLevel level) {
  switch (level) {
    case base::LogLevel::debug:
      return carboy::LogLevel::debug;
    case base::LogLevel::info:
      return carboy::LogLevel::info;
    case base::LogLevel::warning:
      return carboy::LogLevel::warning;
    case base::LogLevel::error:
      break;
  }
  return carboy::LogLevel::error;
}

std::string name_in(const fs::path& file) {
  return extensions::ExtensionFile::open(file, file.filename().string()).manifest().name;
}

// Gives the test program what a command prints: text on standard output line by line.
class TerminalOfTest final : public extensions::Terminal {
 public:
  explicit TerminalOfTest(carboy::abi::TestTerminal& terminal) : terminal_(terminal) {}
  bool write(std::string_view bytes, bool error) override {
    if (bytes.ends_with('\n')) {
      terminal_.print(bytes.substr(0, bytes.size() - 1), error);
    } else {
      terminal_.write({bytes.data(), bytes.size()});
    }
    return true;
  }
  bool is_terminal() override { return terminal_.is_terminal(); }
  bool read(std::string_view prompt, bool secret, std::string& line) override {
    const auto append = [](void* self, Text piece) noexcept {
      static_cast<std::string*>(self)->append(std::string_view(piece));
    };
    return terminal_.read(prompt, secret, {append, &line}) == Status::ok;
  }
  bool cancelled() override { return false; }

 private:
  carboy::abi::TestTerminal& terminal_;
};

app::Clock::Time in_nanoseconds(std::int64_t since_1970) {
  return app::Clock::Time(std::chrono::nanoseconds(since_1970));
}

}  // namespace

TestAppAdapter::TestAppAdapter(const std::vector<fs::path>& files, std::string_view settings)
    : folder_text_(folder_.path().string()) {
  fs::create_directory(folder_.path() / "extensions");
  for (const fs::path& file : files) {
    std::string name = name_in(file);
    if (!names_.insert(name).second) {
      throw base::Error("Two files of the test contain an extension named " + name + ".");
    }
    fs::copy_file(file, place_of(name));
  }
  running_ = std::make_unique<host::RunningApp>(test_config(settings, names_), folder_.path(),
                                                false, dependencies());
  running_->registries().clock.set(
      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
  running_->registries().scheduler.hold();
  guests_.push_back(std::make_unique<Guest>(running_->shared()));
}

TestAppAdapter::~TestAppAdapter() {
  stop();
  while (!guests_.empty()) guests_.pop_back();
}

host::HostDependencies TestAppAdapter::dependencies() {
  return {
      extensions::Finder({{folder_.path() / "extensions", "extensions"}},
                         [this](extensions::InstalledExtension& available) { amend(available); }),
      [this](base::LogLevel level, std::string_view who, std::string_view line) {
        keep_line(level, who, line);
      },
      nullptr, app::RunMode::test};
}

fs::path TestAppAdapter::place_of(std::string_view extension) const {
  return folder_.path() / "extensions" / (std::string(extension) + ".so");
}

void TestAppAdapter::amend(extensions::InstalledExtension& available) const {
  if (available.manifest == nullptr) return;
  auto manifest = std::make_shared<extensions::Manifest>(*available.manifest);
  std::erase_if(manifest->requirements, [this](const extensions::Requirement& need) {
    return stood_in_.contains(need.name) && !names_.contains(need.name);
  });
  std::erase_if(manifest->uses, [this](const extensions::ProvidedService& use) {
    return stood_in_.contains(use.id);
  });
  available.manifest = std::move(manifest);
}

void TestAppAdapter::keep_line(base::LogLevel level, std::string_view who, std::string_view line) {
  const std::lock_guard lock(log_mutex_);
  log_.push_back({level, std::string(who), std::string(line)});
}

carboy::abi::Registrar* TestAppAdapter::begin_setup() noexcept {
  base::adopt_this_thread("");
  guests_.push_back(std::make_unique<Guest>(running_->shared()));
  return &guests_.back()->registrar();
}

Status TestAppAdapter::end_setup(bool keep, TextSink error) noexcept {
  Guest& guest = *guests_.back();
  guest.registrar().end();
  const bool is_late = is_started_ && guest.scope().contribution().size() > 0;
  if (!keep || is_late) {
    guests_.pop_back();
    if (!keep) return Status::ok;
    error.put(
        "The app has already started; register routes, hooks and error handlers before that.");
    return Status::failed;
  }
  guest.scope().take_over(nullptr);
  if (is_started_) {
    guest.scope().work().start();
  } else {
    running_->host().add_guest(guest.scope());
  }
  return Status::ok;
}

carboy::abi::Host* TestAppAdapter::host() noexcept { return &guests_.front()->host(); }

void TestAppAdapter::stand_in(Text extension) noexcept {
  stood_in_.emplace(std::string_view(extension));
}

Status TestAppAdapter::start(TextSink error) noexcept {
  if (is_started_) return Status::ok;
  return attempt(error, [&] {
    running_->host().start();
    for (const auto& guest : guests_) guest->scope().work().start();
    is_started_ = true;
  });
}

void TestAppAdapter::stop() noexcept {
  base::adopt_this_thread("");
  if (std::exchange(is_stopped_, true)) return;
  running_->host().stop();
}

carboy::abi::TestClient* TestAppAdapter::client(Text base_url, TextSink error) noexcept {
  if (start(error) != Status::ok) return nullptr;
  carboy::abi::TestClient* made = nullptr;
  attempt(error, [&] {
    made = std::make_unique<TestClientAdapter>(running_->kernel(), running_->registries().clock,
                                               base_url)
               .release();
  });
  return made;
}

int32_t TestAppAdapter::run(const Text* words, size_t count,
                            carboy::abi::TestTerminal* terminal) noexcept {
  base::adopt_this_thread("");
  std::vector<std::string> command;
  for (size_t i = 0; i < count; ++i) command.emplace_back(std::string_view(words[i]));
  TerminalOfTest own(*terminal);
  if (const auto call = running_->host().find_command(command)) {
    const auto result = extensions::run_command(*call->command, call->words, own);
    if (!result.failure.empty()) terminal->print(result.failure, true);
    return result.status;
  }
  std::vector<std::string> known;
  for (const auto& one : running_->host().commands()) known.push_back(one.name);
  terminal->print(extensions::no_such_command(command, known), true);
  return 2;
}

std::string TestAppAdapter::install(const fs::path& file) {
  std::string name = name_in(file);
  const fs::path place = place_of(name);
  fs::path next = place;
  next += ".next";
  fs::copy_file(file, next, fs::copy_options::overwrite_existing);
  fs::rename(next, place);
  return name;
}

Status TestAppAdapter::reload(Text extension, Text file, TextSink words) noexcept {
  const std::string_view name = extension;
  std::string done;
  const Status status = attempt(words, [&] {
    const fs::path path{std::string(std::string_view(file))};
    const std::string held = name_in(path);
    if (held != name) {
      throw base::Error(path.filename().string() + " contains " + held + ", not " +
                        std::string(name) + ".");
    }
    fs::path before = place_of(name);
    before += ".before";
    const bool was_there = fs::exists(place_of(name));
    if (was_there) fs::rename(place_of(name), before);
    try {
      install(path);
      done = running_->host().reload(name).describe();
    } catch (...) {
      if (was_there) fs::rename(before, place_of(name));
      throw;
    }
  });
  if (status == Status::ok) words.put(done);
  return status;
}

Status TestAppAdapter::url_for(Text endpoint, const Text* values, size_t count,
                               TextSink words) noexcept {
  const Status status =
      abi::url_for_local(running_->kernel(), "localhost", endpoint, {values, count}, words);
  if (status != Status::ok) words.put(app::thread_failure().message);
  return status;
}

size_t TestAppAdapter::log_count() noexcept {
  const std::lock_guard lock(log_mutex_);
  return log_.size();
}

carboy::abi::TestLogLine TestAppAdapter::log_at(size_t index) noexcept {
  const std::lock_guard lock(log_mutex_);
  if (index >= log_.size()) return {};
  const LogLine& line = log_[index];
  return {crossing(line.level), line.who, line.line};
}

int64_t TestAppAdapter::time() noexcept {
  return running_->registries().clock.now().time_since_epoch().count();
}

void TestAppAdapter::set_time(int64_t nanoseconds) noexcept {
  running_->registries().clock.set(in_nanoseconds(nanoseconds));
}

Status TestAppAdapter::advance(int64_t nanoseconds) noexcept {
  if (nanoseconds < 0) return Status::refused;
  base::adopt_this_thread("");
  const int64_t begin = time();
  app::Clock& clock = running_->registries().clock;
  running_->registries().scheduler.advance(
      std::chrono::nanoseconds(nanoseconds),
      [&](std::chrono::nanoseconds so_far) { clock.set(in_nanoseconds(begin) + so_far); });
  return Status::ok;
}

}  // namespace carboy::core::test_host
