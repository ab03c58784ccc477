// One route, to say more about it.
//
// Thread rule: to be used inside init_app only, on the thread that runs it.
#pragma once

#include <carboy/abi/registrar.h>
#include <carboy/error.h>
#include <carboy/wrapper.h>

#include <string_view>

namespace carboy {

// app.get("/", view).endpoint("list").with(login::required);
class Route {
 public:
  explicit Route(abi::Route* route) : route_(route) {}
  // Names it, so that url_for finds it; in a blueprint it becomes `blueprint.name`.
  Route& endpoint(std::string_view name) {
    carboy::check(route_->set_endpoint(name));
    return *this;
  }
  // The same view answers OPTIONS, where it says so; else the host does, unless this is false.
  Route& automatic_options(bool on) { return flag(abi::RuleFlag::automatic_options, on); }
  // Whether /x is redirected to a rule /x/ (true by default), or is taken as it is.
  Route& strict_slashes(bool on) { return flag(abi::RuleFlag::strict_slashes, on); }
  // Whether //x is redirected to /x (true by default).
  Route& merge_slashes(bool on) { return flag(abi::RuleFlag::merge_slashes, on); }
  // The rule is for requests to that host only, or to that subdomain of the app's server_name.
  // Both may have parameters, which come before the path's.
  Route& host(std::string_view text) { return say(abi::RuleText::host, text); }
  Route& subdomain(std::string_view text) { return say(abi::RuleText::subdomain, text); }
  // Redirects to the canonical URL of its endpoint.
  Route& alias() { return flag(abi::RuleFlag::alias, true); }
  // Matches requests for a WebSocket only.
  Route& websocket() { return flag(abi::RuleFlag::websocket, true); }
  // Runs the view inside a wrapper; the first one given is the outermost.
  Route& with(const Wrapper& wrapper) {
    carboy::check(route_->wrap(wrapper.id, wrapper.options));
    return *this;
  }
  // The view never blocks: it runs on the event loop's thread and must return in microseconds.
  Route& nonblocking() {
    carboy::check(route_->set_nonblocking());
    return *this;
  }

  abi::Route* abi() const noexcept { return route_; }

 private:
  Route& flag(abi::RuleFlag which, bool on) {
    carboy::check(route_->set_flag(which, on));
    return *this;
  }
  Route& say(abi::RuleText what, std::string_view text) {
    carboy::check(route_->set_text(what, text));
    return *this;
  }
  abi::Route* route_;
};

namespace detail {

template <class T>
T* checked(T* made) {
  if (made == nullptr) throw ReceivedError(*host->error());
  return made;
}

}  // namespace detail
}  // namespace carboy
