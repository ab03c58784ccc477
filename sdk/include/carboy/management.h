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
    // Returns the extensions that run or are installed, as a JSON text. Throws if the level is off.
    std::string list() const {
      std::string json;
      carboy::check(management_->list(carboy::into(json)));
      return json;
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

   private:
    using Change = Status (Interface::*)(const abi::Actor*, const Text*, size_t, TextSink) noexcept;
    std::string change(Change function, const Actor& actor, const std::vector<std::string>& names) {
      abi::Actor crossing;
      crossing.name = actor.name;
      crossing.request_id = actor.request_id;
      const std::vector<Text> texts(names.begin(), names.end());
      std::string report;
      carboy::check(
          (management_->*function)(&crossing, texts.data(), texts.size(), carboy::into(report)));
      return report;
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

}  // namespace carboy
