#include "lifecycle_spec.h"

#include <algorithm>
#include <map>

#include "core/abi/callbacks.h"
#include "core/app/request_state.h"
#include "lifecycle_errors.h"

namespace carboy::conformance {
namespace {

// Parses "x!raise:ValueError": a name, and what the function does.
struct Label {
  std::string name, action, argument;

  explicit Label(const std::string& text) {
    const std::size_t mark = text.find('!');
    name = text.substr(0, mark);
    if (mark == std::string::npos) return;
    action = text.substr(mark + 1);
    const std::size_t colon = action.find(':');
    if (colon == std::string::npos) return;
    argument = action.substr(colon + 1);
    action.resize(colon);
  }
  // Throws if the label requires it.
  void act() const {
    if (action == "raise") raise(argument);
    if (action == "abort") abort_with(std::stoi(argument));
  }
  void allow(std::initializer_list<std::string_view> actions) const {
    if (action.empty() || action == "raise" || action == "abort") return;
    if (std::find(actions.begin(), actions.end(), action) != actions.end()) return;
    throw NotSupported{"a hook that does \"" + action + "\" is not known"};
  }
};

std::string error_text(const ReceivedError* error) {
  return error == nullptr ? "None" : name_of(*error);
}

// Returns Python's json.dumps of the view's arguments, or "null" if no rule matched.
std::string arguments_text() {
  const core::app::RequestState& state = core::app::current_exchange()->state();
  if (state.route == nullptr) return "null";
  std::string text;
  for (const core::routing::Parameter& parameter : state.match.parameters()) {
    const core::routing::Value value = parameter.value();
    const bool is_text = value.kind() == core::routing::Value::Kind::text;
    text += (text.empty() ? "\"" : ", \"") + std::string(parameter.name) + "\": ";
    text += is_text ? nlohmann::json(value.text()).dump() : value.str();
  }
  return "{" + text + "}";
}

class Registering {
 public:
  Registering(carboy::App& app, abi::Registrar& registrar, Trace& trace)
      : app_(app), registrar_(registrar), trace_(trace) {}

  void add_app(const Json& spec) {
    for (const auto& [key, list] : spec.items()) {
      if (key == "teardown_app") {
        for (const Json& text : list) add_teardown_app(Label(text.get<std::string>()));
      } else {
        add_part(*registrar_.app(), key, list);
      }
    }
  }

  void add_blueprint(const Json& spec, abi::Blueprint& outer) {
    const std::string name = spec.at("name"), prefix = spec.value("url_prefix", "");
    known_[name] = outer.blueprint(name, prefix);
    abi::Blueprint& made = *detail::checked(known_[name]);
    for (const auto& [key, list] : spec.items()) {
      if (key == "name" || key == "url_prefix" || key == "parent") continue;
      const bool is_nested = key == "blueprints" || key == "children" || key == "nested";
      if (key == "subdomain") {
        carboy::check(made.set_text(abi::RuleText::subdomain, list.get<std::string>()));
      } else if (!is_nested) {
        add_part(made, key, list);
      } else {
        for (const Json& inner : list) add_blueprint(inner, made);
      }
    }
  }
  abi::Blueprint& parent_of(const Json& spec) {
    const auto found = known_.find(spec.value("parent", ""));
    return found == known_.end() ? *registrar_.app() : *found->second;
  }

  void add_signals() {
    const auto on = [this](const Signal<const Request&>& signal, std::string name) {
      app_.on(signal, [this, name](const Request&) { note("signal:" + name); });
    };
    on(signals::appcontext_pushed, "appcontext_pushed");
    on(signals::request_started, "request_started");
    on(signals::appcontext_popped, "appcontext_popped");
    app_.on(signals::got_request_exception, [this](const Request&, const ReceivedError& error) {
      note("signal:got_request_exception(" + name_of(error) + ")");
    });
    app_.on(signals::request_finished, [this](const Request&, const Response& response) {
      note("signal:request_finished(" + std::to_string(response.status()) + ")");
    });
    app_.on(signals::request_tearing_down, [this](const Request&, const ReceivedError* error) {
      note("signal:request_tearing_down(" + error_text(error) + ")");
    });
    app_.on(signals::appcontext_tearing_down, [this](const Request&, const ReceivedError* error) {
      note("signal:appcontext_tearing_down(" + error_text(error) + ")");
    });
  }

 private:
  void note(std::string line) { trace_.lines.push_back(std::move(line)); }

  // Removes the part of `key` that makes it apply to all requests: "before_app", "app_before".
  void add_part(abi::Blueprint& to, const std::string& key, const Json& list) {
    std::string kind = key;
    if (kind.ends_with("_request")) kind.resize(kind.size() - std::string("_request").size());
    const bool at_end = kind.ends_with("_app"), at_begin = kind.starts_with("app_");
    if (at_end) kind.resize(kind.size() - 4);
    if (at_begin) kind.erase(0, 4);
    abi::Blueprint& level = at_end || at_begin ? *to.app() : to;
    if (kind == "context_processors") throw NotSupported{"there are no templates yet"};
    for (const Json& item : list) {
      if (kind == "before") {
        add_before(level, Label(item.get<std::string>()));
      } else if (kind == "after") {
        add_after(level, Label(item.get<std::string>()));
      } else if (kind == "teardown") {
        add_teardown(level, Label(item.get<std::string>()));
      } else if (kind == "url_value" || kind == "url_value_preprocessors") {
        add_url_value(level, Label(item.get<std::string>()));
      } else if (kind == "errors" || kind == "errorhandlers") {
        add_error(level, item.at(0), Label(item.at(1).get<std::string>()));
      } else if (kind == "views") {
        add_view(level, item);
      } else {
        throw NotSupported{"\"" + key + "\" is not known"};
      }
    }
  }

  void add_before(abi::Blueprint& to, const Label& label) {
    label.allow({"stop"});
    carboy::Blueprint<>(&to).before_request([this, label]() -> std::optional<Response> {
      note("before:" + label.name);
      label.act();
      if (label.action == "stop") return Response("stopped by " + label.name);
      return std::nullopt;
    });
  }
  void add_after(abi::Blueprint& to, const Label& label) {
    label.allow({});
    carboy::Blueprint<>(&to).after_request([this, label](Response& response) {
      note("after:" + label.name);
      label.act();
      response.add_header("X-After", label.name);
    });
  }
  void add_teardown(abi::Blueprint& to, const Label& label) {
    label.allow({});
    carboy::Blueprint<>(&to).teardown_request([this, label](const ReceivedError* error) {
      note("teardown:" + label.name + "(" + error_text(error) + ")");
      label.act();
    });
  }
  void add_teardown_app(const Label& label) {
    label.allow({});
    app_.teardown_app([this, label](const ReceivedError* error) {
      note("teardown_app:" + label.name + "(" + error_text(error) + ")");
      label.act();
    });
  }
  void add_url_value(abi::Blueprint& to, const Label& label) {
    label.allow({});
    carboy::Blueprint<>(&to).url_value_preprocessor([this, label](const Request& request) {
      const std::string endpoint(request.endpoint());
      note("url_value:" + label.name + "(" + (endpoint.empty() ? "None" : endpoint) + "," +
           arguments_text() + ")");
      label.act();
    });
  }

  void add_error(abi::Blueprint& to, const Json& what, const Label& label) {
    label.allow({"passthrough"});
    const auto handler = [this, label](const ReceivedError& error) -> std::optional<Response> {
      note("error:" + label.name + "(" + name_of(error) + ")");
      label.act();
      if (label.action == "passthrough") return std::nullopt;
      const int status = error.is(HttpError::id) ? error.code() : 500;
      return Response("handled by " + label.name, status);
    };
    std::optional<int> code;
    if (what.is_number()) code = what.get<int>();
    if (what.is_string()) code = status_of(what.get<std::string>());
    if (code) {
      carboy::Blueprint<>(&to).error(*code, handler);
      return;
    }
    detail::checked(to.error_id(id_of(what.get<std::string>()),
                                detail::checked_callback<detail::ErrorHandler>(handler)));
  }

  static void check_action(const Json& action) {
    for (const auto& [key, value] : action.items()) {
      if (key == "template" || key == "template_file")
        throw NotSupported{"there are no templates yet"};
      if (key == "flash" || key == "set") throw NotSupported{"there are no sessions yet"};
      constexpr std::string_view kKnown[] = {
          "raise", "abort", "return", "status", "stream", "after_this_request", "redirect"};
      if (std::find(std::begin(kKnown), std::end(kKnown), key) == std::end(kKnown)) {
        throw NotSupported{"a view that does \"" + key + "\" is not known"};
      }
      const bool is_text = value.is_string() || value.is_object() || value.is_array();
      if (key == "return" && !is_text) {
        throw NotSupported{"a view that returns " + value.dump() + " does not compile"};
      }
    }
  }

  void add_view(abi::Blueprint& to, const Json& spec) {
    const Json action = spec.value("action", Json::object());
    const std::string endpoint = spec.at("endpoint");
    check_action(action);
    std::vector<std::string> methods{"GET"};
    for (const auto& [key, value] : spec.items()) {
      if (key == "methods") {
        methods = value.get<std::vector<std::string>>();
      } else if (key != "rule" && key != "endpoint" && key != "action") {
        throw NotSupported{"a view with \"" + key + "\" is not known"};
      }
    }
    const std::vector<Text> texts(methods.begin(), methods.end());
    abi::Route* route = detail::checked(to.route(
        texts.data(), texts.size(), spec.at("rule").get<std::string>(),
        detail::checked_callback<detail::ViewFunction>([this, endpoint, action](const Request&) {
          note("view:" + endpoint);
          return answer(action);
        })));
    carboy::check(route->set_endpoint(endpoint));
  }

  Response answer(const Json& action) {
    if (action.contains("after_this_request")) add_deferred(action["after_this_request"]);
    if (action.contains("raise")) raise(action["raise"]);
    if (action.contains("abort")) abort_with(action["abort"].get<int>());
    if (action.contains("stream")) return streamed(action["stream"] == "ctx");
    if (action.contains("redirect")) return carboy::redirect(action["redirect"].get<std::string>());
    const Json body = action.value("return", Json("ok"));
    const int status = action.value("status", 200);
    if (body.is_string()) return Response(body.get<std::string>(), status);
    Response made(body.dump() + "\n", status);
    made.set_header("Content-Type", "application/json");
    return made;
  }

  void add_deferred(const Json& what) {
    const Json list = what.is_array() ? what : Json::array({what});
    for (const Json& text : list) {
      const Label label(text.get<std::string>());
      carboy::after_this_request([this, label](Response& response) {
        note("after_this_request:" + label.name);
        label.act();
        response.add_header("X-After", label.name);
      });
    }
  }

  Response streamed(bool with_context) {
    const auto next = [this, n = 0](Stream& out) mutable {
      if (n == 0) note("stream:start");
      out.write(n == 0 ? "a" : "b");
      if (n == 1) note("stream:end");
      return n++ == 0;
    };
    constexpr std::string_view kHtml = "text/html; charset=utf-8";
    return with_context ? carboy::stream_with_context(next, kHtml) : carboy::stream(next, kHtml);
  }

  carboy::App& app_;
  abi::Registrar& registrar_;
  Trace& trace_;
  std::map<std::string, abi::Blueprint*> known_;
};

}  // namespace

core::app::KernelOptions options_of(const Json& config, Trace& trace) {
  core::app::KernelOptions options;
  for (const auto& [key, value] : config.items()) {
    if (key == "TESTING" || key == "DEBUG") {
      options.propagate = options.propagate || value.get<bool>();
    } else if (key == "TRAP_HTTP_EXCEPTIONS") {
      options.trap_http = value.get<bool>();
    } else if (key == "TRAP_BAD_REQUEST_ERRORS") {
      options.trap_bad_requests = value.is_boolean() && value.get<bool>();
    } else if (key == "SERVER_NAME") {
      options.server_name = value.get<std::string>();
    } else if (key != "PROPAGATE_EXCEPTIONS" && key != "SECRET_KEY") {
      throw NotSupported{"the setting " + key + " is not known"};
    }
  }
  const Json propagate = config.value("PROPAGATE_EXCEPTIONS", Json());
  if (propagate.is_boolean()) options.propagate = propagate.get<bool>();
  options.on_fault = [&trace](const core::app::FaultReport& report) {
    if (!report.has_escaped) return;
    core::abi::CrossingError crossing;
    trace.escaped = name_of(ReceivedError(crossing.of(report.failure)));
  };
  return options;
}

void register_spec(const Json& spec, App& app, carboy::abi::Registrar& registrar, Trace& trace) {
  // The hooks share it, so it lives as long as the app.
  auto registering = std::make_shared<Registering>(app, registrar, trace);
  app.at_stop([registering] {});
  registering->add_signals();
  registering->add_app(spec.value("app", Json::object()));
  for (const Json& blueprint : spec.value("blueprints", Json::array())) {
    registering->add_blueprint(blueprint, registering->parent_of(blueprint));
  }
}

}  // namespace carboy::conformance
