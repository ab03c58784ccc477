#include "core/abi/registrar_adapter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/app/failure.h"
#include "core/extensions/life/command_words.h"

namespace carboy::core::abi {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

// Converts to any callback of the boundary; counts how often one was freed.
struct CountedCallback {
  int& freed;

  template <class... Arguments>
  operator Callback<Status, Arguments...>() const {
    return {[](void*, Arguments...) noexcept { return Status::ok; },
            [](void* self) noexcept { ++*static_cast<int*>(self); }, &freed};
  }
};

class RejectingWatch final : public Watch {
 public:
  bool may_register() noexcept override { return false; }
  void service_asked_for(std::string_view, std::uint32_t, bool) noexcept override {}
  void setting_not_found(std::string_view key) noexcept override { missing.emplace_back(key); }
  std::vector<std::string> missing;
};

class RegistrarAdapterTest : public testing::Test {
 protected:
  ~RegistrarAdapterTest() override {
    scope_.close();
    scope_.drain(std::chrono::steady_clock::time_point::max());
    scope_.unwind();
  }

  // Makes each call of the registrar that takes a callback or an object, and returns the statuses.
  std::vector<Status> register_everything() {
    carboy::abi::ConverterOptions converter;
    converter.regex = "[a-z]";
    converter.accepts = callback_;
    return {registrar_.subscribe("guestbook.signed", "text", 0, callback_),
            registrar_.provide({"guestbook.Entries", 1, 0}, &freed_,
                               [](void* freed) noexcept { ++*static_cast<int*>(freed); }),
            status_of(registrar_.command("purge", "Removes entries", callback_)),
            registrar_.announce(callback_),
            registrar_.every(1000, callback_),
            registrar_.background("indexer", callback_),
            registrar_.at_stop(callback_),
            status_of(registrar_.teardown_app(callback_)),
            registrar_.converter("letter", &converter),
            status_of(registrar_.app()->hook(carboy::abi::HookKind::before_request, callback_)),
            status_of(registrar_.app()->teardown(callback_)),
            status_of(registrar_.app()->error_code(404, callback_)),
            status_of(registrar_.app()->error_id("guestbook.Full", callback_)),
            registrar_.app()->fallback(callback_),
            registrar_.app()->url_defaults(callback_)};
  }
  static Status status_of(const Service* made) {
    return made == nullptr ? Status::refused : Status::ok;
  }
  void expect_rejected(Status status, const std::string& reason) {
    EXPECT_EQ(status, Status::refused) << reason;
    EXPECT_THAT(app::thread_failure().message, HasSubstr(reason));
  }

  int freed_ = 0;  // outlives the scope, which frees callbacks
  extensions::Registries registries_;
  extensions::StateStore state_;
  app::Kernel kernel_{app::KernelOptions(), registries_.signals};
  std::vector<std::pair<base::LogLevel, std::string>> lines_;
  Shared shared_{registries_, state_, kernel_,
                 [this](base::LogLevel level, std::string_view, std::string_view line) {
                   lines_.emplace_back(level, line);
                 }};
  extensions::Scope scope_{registries_, "guestbook", "1.0.0"};
  nlohmann::json settings_ = {{"title", "Guests"}};
  RegistrarAdapter registrar_{shared_, scope_, settings_};
  CountedCallback callback_{freed_};
};

TEST_F(RegistrarAdapterTest, AfterTheEndEveryCallIsRejectedAndItsCallbackFreed) {
  registrar_.end();
  const std::vector<Status> statuses = register_everything();
  EXPECT_THAT(statuses, testing::Each(Status::refused));
  EXPECT_EQ(freed_, static_cast<int>(statuses.size()));
  EXPECT_THAT(app::thread_failure().message,
              HasSubstr("guestbook 1.0.0 registers something after its init_app has returned"));
  EXPECT_EQ(registrar_.app()->blueprint("shop", "/shop"), nullptr);
  EXPECT_EQ(registrar_.app()->rule("/x"), nullptr);
}

TEST_F(RegistrarAdapterTest, AWatchRejectsCalls) {
  RejectingWatch watch;
  shared_.watch = &watch;
  EXPECT_THAT(register_everything(), testing::Each(Status::refused));
  EXPECT_EQ(freed_, 15);
}

TEST_F(RegistrarAdapterTest, AWatchSeesEachMissingSetting) {
  RejectingWatch watch;
  shared_.watch = &watch;
  RegistrarAdapter registrar(shared_, scope_, settings_);
  const carboy::abi::Value config = registrar.config();
  EXPECT_NE(config.table->get(config.object, "title", nullptr).table, nullptr);
  EXPECT_EQ(config.table->get(config.object, "colour", nullptr).table, nullptr);
  EXPECT_THAT(watch.missing, ElementsAre("colour"));
}

TEST_F(RegistrarAdapterTest, ACommandIsDescribed) {
  carboy::abi::Command* const command =
      registrar_.command("cache stats", "Prints figures", callback_);
  ASSERT_NE(command, nullptr);
  EXPECT_EQ(command->add_option("-n, --number", "COUNT", "How many"), Status::ok);
  EXPECT_EQ(command->add_argument("NAME", "The cache"), Status::ok);
  EXPECT_EQ(command->add_argument("[KEY...]", "Its keys"), Status::ok);
  EXPECT_EQ(command->add_exit_status(3, "It is empty"), Status::ok);
  EXPECT_EQ(command->set_place(carboy::abi::CommandPlace::in_running_app), Status::ok);
  const extensions::Command& kept = scope_.commands().front();
  EXPECT_THAT(kept.options.front().names, ElementsAre("-n", "--number"));
  EXPECT_EQ(extensions::usage_of(kept), "carboy cache stats [OPTIONS] NAME [KEY...]");
  EXPECT_EQ(kept.place, extensions::CommandPlace::in_running_app);

  expect_rejected(command->add_option("number", "", ""), "must be written like");
  expect_rejected(command->add_option("--big,-n", "", ""), "another option has already");
  expect_rejected(command->add_argument("MORE", ""), "which takes all words");
  expect_rejected(command->add_exit_status(256, ""), "0 to 255");
  expect_rejected(command->set_place(static_cast<carboy::abi::CommandPlace>(9)), "the place");
}

TEST_F(RegistrarAdapterTest, RejectsNamesOfCommands) {
  for (const char* name : {"", " a", "a ", "a  b", "A", "--a", "a -b", "a\nb"}) {
    EXPECT_EQ(registrar_.command(name, "", callback_), nullptr) << name;
  }
}

TEST_F(RegistrarAdapterTest, RejectsInvalidArguments) {
  expect_rejected(registrar_.every(0, callback_), "must be longer than zero");
  expect_rejected(status_of(registrar_.app()->error_code(399, callback_)),
                  "from 400 to 599, not 399");
  carboy::abi::ConverterOptions options;
  expect_rejected(registrar_.converter("year", &options), "needs a regular expression");
  options.regex = "[0-9]";
  expect_rejected(registrar_.converter("Year!", &options), "\"Year!\" is not allowed");
  expect_rejected(registrar_.app()->fallback({}), "A fallback needs a view");
  EXPECT_EQ(registrar_.app()->blueprint("Shop", "/shop"), nullptr);
  EXPECT_THAT(app::thread_failure().message, HasSubstr("\"Shop\" is not allowed"));
  const Text get = "GET";
  EXPECT_EQ(registrar_.app()->route(&get, 0, "/x", callback_), nullptr);
  EXPECT_THAT(app::thread_failure().message, HasSubstr("at least one method"));
  EXPECT_EQ(freed_, 3);
}

TEST_F(RegistrarAdapterTest, RejectsSignalsThatDoNotFit) {
  EXPECT_EQ(registrar_.subscribe("guestbook.signed", "text", 0, callback_), Status::ok);
  expect_rejected(
      registrar_.subscribe("guestbook.signed", "i64", 0, callback_),
      "guestbook expects the signal \"guestbook.signed\" to carry (i64), but it carries (text).");
  expect_rejected(registrar_.subscribe("carboy.none", "text", 0, callback_),
                  "The host has no signal \"carboy.none\"");
  EXPECT_EQ(freed_, 2);
}

TEST_F(RegistrarAdapterTest, AHookCanBeMadeNonblocking) {
  using carboy::abi::HookKind;
  carboy::abi::Blueprint* const app = registrar_.app();
  EXPECT_NE(app->hook(HookKind::before_request, callback_), nullptr);
  carboy::abi::Hook* const after = app->hook(HookKind::after_request, callback_);
  ASSERT_NE(after, nullptr);
  EXPECT_EQ(after->set_nonblocking(), Status::ok);
  const app::BlueprintEntry& entry = scope_.contribution().blueprints.front();
  EXPECT_FALSE(entry.before.front()->nonblocking);
  EXPECT_TRUE(entry.after.front()->nonblocking);
}

TEST_F(RegistrarAdapterTest, LogLevelsAreTranslatedByName) {
  using Level = carboy::LogLevel;
  HostAdapter host(shared_, scope_);
  const Text arguments[] = {"7", "Ada"};
  host.log(Level::debug, "{} entries of {}", arguments, 2);
  host.log(Level::info, "{} {} {}", arguments, 2);
  host.log(Level::warning, "none", arguments, 2);
  host.log(Level::error, "", nullptr, 0);
  host.log(static_cast<Level>(200), "unknown", nullptr, 0);
  EXPECT_THAT(
      lines_,
      ElementsAre(Pair(base::LogLevel::debug, "7 entries of Ada"),
                  Pair(base::LogLevel::info, "7 Ada "), Pair(base::LogLevel::warning, "none"),
                  Pair(base::LogLevel::error, ""), Pair(base::LogLevel::error, "unknown")));
}

}  // namespace
}  // namespace carboy::core::abi
