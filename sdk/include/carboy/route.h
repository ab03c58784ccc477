// What registering a route returns.
//
// Thread rule: a Route is to be used inside init_app only, on the thread that runs it.
#pragma once

#include <carboy/abi/registrar.h>
#include <carboy/error.h>
#include <carboy/wrapper.h>

#include <string_view>

namespace carboy {

// A registered route, to describe it further. The functions return the Route, so that they can be
// chained, and throw if the host refuses what they set.
//
//   app.get("/", view).endpoint("list").with(login::required);
class Route {
 public:
  // Only Blueprint and App make these.
  explicit Route(abi::Route* route) : route_(route) {}

  // Names the route, so that url_for() finds it. In a blueprint the name becomes "blueprint.name".
  // A route without a name has no URL.
  Route& endpoint(std::string_view name) {
    carboy::check(route_->set_endpoint(name));
    return *this;
  }
  // Runs the view inside a wrapper. The wrapper that is given first is the outermost.
  Route& with(const Wrapper& wrapper) {
    carboy::check(route_->wrap(wrapper.id, wrapper.options));
    return *this;
  }
  // Declares that the view never blocks and returns within microseconds, so that it runs on an
  // event loop and not on a worker. The loop serves no other client meanwhile.
  Route& nonblocking() {
    carboy::check(route_->set_nonblocking());
    return *this;
  }

  // Sets whether the host answers OPTIONS for the route (Flask's provide_automatic_options). It
  // does so by default, unless the route itself is for OPTIONS.
  Route& automatic_options(bool on) { return flag(abi::RuleFlag::automatic_options, on); }
  // Sets whether /x is redirected to a rule /x/, which is the default, or is answered by it
  // directly (Werkzeug's strict_slashes).
  Route& strict_slashes(bool on) { return flag(abi::RuleFlag::strict_slashes, on); }
  // Sets whether //x is redirected to /x, which is the default (Werkzeug's merge_slashes).
  Route& merge_slashes(bool on) { return flag(abi::RuleFlag::merge_slashes, on); }
  // Limits the rule to requests to that host, or to that subdomain of [app] server_name. Both may
  // have parameters, and a view takes these before those of the path.
  Route& host(std::string_view text) { return set(abi::RuleText::host, text); }
  Route& subdomain(std::string_view text) { return set(abi::RuleText::subdomain, text); }
  // Makes the rule an alias: it redirects to the canonical URL of its endpoint (Werkzeug's alias).
  Route& alias() { return flag(abi::RuleFlag::alias, true); }
  // Makes the rule match requests for a WebSocket only (Werkzeug's websocket).
  Route& websocket() { return flag(abi::RuleFlag::websocket, true); }

  abi::Route* abi() const noexcept { return route_; }

 private:
  Route& flag(abi::RuleFlag which, bool on) {
    carboy::check(route_->set_flag(which, on));
    return *this;
  }
  Route& set(abi::RuleText what, std::string_view text) {
    carboy::check(route_->set_text(what, text));
    return *this;
  }
  abi::Route* route_;
};

}  // namespace carboy
