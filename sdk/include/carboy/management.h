// Managing the extensions of the app from an extension, such as an admin panel. What it may do is
// the operator's: [host] panel in app.toml.
//
//   auto management = app.find_service<carboy::Management>();
//   app.post("/reload/<name>", [=](const carboy::Request& request, std::string name) {
//     return management->reload({"Ada", request.id()}, {name});
//   });
//
// Thread rule: any thread. A change returns when it is published.
#pragma once

#include <carboy/abi/management.h>
#include <carboy/error.h>
#include <carboy/service.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace carboy {

using PanelLevel = abi::PanelLevel;

// The host's service "carboy.Management".
struct Management {
  using Interface = abi::Management;
  static constexpr ServiceId id{"carboy.Management", 1, 0};

  // On whose behalf something is done: the name of a user and the id of the request. Both are
  // written to the audit before it is done.
  struct Actor {
    std::string_view name;
    std::string_view request_id = {};
  };

  class Api {
   public:
    Api(Interface* management, const Handle<Management>&) : management_(management) {}

    // Returns what [host] panel permits.
    PanelLevel level() const { return management_->level(); }
    // Return a JSON text: all extensions that run or are installed, or one of them with more about
    // it. Its members are those that `carboy ext list --json` and `carboy ext info --json` print;
    // later versions add members. Throw if the level is off, or there is no such extension.
    std::string list() const {
      return text_of([&](TextSink json) { return management_->list(json); });
    }
    std::string info(std::string_view name) const {
      return text_of([&](TextSink json) { return management_->info(name, json); });
    }
    // The changes need the level `manage`. Each of them returns the lines that the `carboy ext`
    // command of its name prints. If a change is refused, it throws with the reason, and everything
    // is as before.
    //
    // Starts the extensions and adds them to app.toml. Their requirements must be named, too.
    std::string enable(const Actor& actor, const std::vector<std::string>& names) {
      return change(&Interface::enable, actor, names);
    }
    // Stops the extensions and removes them from app.toml. Extensions that need them must be named,
    // too.
    std::string disable(const Actor& actor, const std::vector<std::string>& names) {
      return change(&Interface::disable, actor, names);
    }
    // Swaps the extensions in one step for the files that are installed, with the settings that
    // app.toml has now.
    std::string reload(const Actor& actor, const std::vector<std::string>& names) {
      return change(&Interface::reload, actor, names);
    }
    // Changes settings of an extension in app.toml, and swaps the extension if it runs. `settings` is
    // a JSON object; null removes a setting. Settings that the environment, a secret file or only the
    // operator sets are refused.
    std::string configure(const Actor& actor, std::string_view name, std::string_view settings) {
      const abi::Actor crossing = crossing_of(actor);
      return text_of([&](TextSink report) {
        return management_->configure(&crossing, name, settings, report);
      });
    }
    // Restores the file that the app ran with before the extension's present one, and swaps it.
    // Throws if there is none.
    std::string roll_back(const Actor& actor, std::string_view name) {
      const abi::Actor crossing = crossing_of(actor);
      return text_of(
          [&](TextSink report) { return management_->roll_back(&crossing, name, report); });
    }

    // These need the level `install`. Keeps a file and returns what it says about itself, as JSON;
    // none of its code runs. The member "sha256" is its digest. Throws if the file is not an
    // extension, or has more than 256 MiB. The newest 16 files are kept.
    std::string receive(const Actor& actor, Bytes file) {
      const abi::Actor crossing = crossing_of(actor);
      return text_of([&](TextSink json) { return management_->receive(&crossing, file, json); });
    }
    // Returns the report of `carboy ext check` about a received file, as JSON.
    std::string check(const Actor& actor, std::string_view digest) {
      const abi::Actor crossing = crossing_of(actor);
      return text_of([&](TextSink json) { return management_->check(&crossing, digest, json); });
    }
    // Moves a received file to extensions/; enable() or reload() runs it. check() and install() ask
    // the service "carboy.Approval" whether the actor may.
    std::string install(const Actor& actor, std::string_view digest) {
      const abi::Actor crossing = crossing_of(actor);
      return text_of(
          [&](TextSink report) { return management_->install(&crossing, digest, report); });
    }

   private:
    using Change = Status (Interface::*)(const abi::Actor*, const Text*, size_t, TextSink) noexcept;
    std::string change(Change function, const Actor& actor, const std::vector<std::string>& names) {
      const abi::Actor crossing = crossing_of(actor);
      const std::vector<Text> texts(names.begin(), names.end());
      return text_of([&](TextSink report) {
        return (management_->*function)(&crossing, texts.data(), texts.size(), report);
      });
    }
    static abi::Actor crossing_of(const Actor& actor) {
      abi::Actor crossing;
      crossing.name = actor.name;
      crossing.request_id = actor.request_id;
      return crossing;
    }
    // Calls `function` with a sink, and returns what was put into it.
    template <class Function>
    static std::string text_of(Function function) {
      std::string text;
      carboy::check(function(carboy::into(text)));
      return text;
    }
    Interface* management_;
  };
};

// The service "carboy.Audit", which an extension provides: provide<carboy::Audit>(...). Without one,
// the host writes entries to the log.
struct Audit {
  using Interface = abi::Audit;
  static constexpr ServiceId id{"carboy.Audit", 1, 0};
};

// The service "carboy.Approval", which an extension that logs users in provides:
// provide<carboy::Approval>(...). The host asks it before it takes a file into the app.
struct Approval {
  using Interface = abi::Approval;
  static constexpr ServiceId id{"carboy.Approval", 1, 0};
};

}  // namespace carboy
